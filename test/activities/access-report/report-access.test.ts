import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { createReportAccess } from '../../../src/activities/access-report/report-access.ts';
import { type AccessReport, accessReport } from '../../../src/contract/api/access-report.ts';
import { VultrError, type VultrErrorKind } from '../../../src/vultr/errors.ts';
import type { CallOptions, Group, Invitation, User, VultrClient } from '../../../src/vultr/types.ts';
import { shortTimings } from '../../support/timings.ts';

// Warnings about intended failures would fill the screen.
const logger = new DefaultLogger('ERROR');

const email = 'ada@example.com';
const inAnHour = Date.now() + 3_600_000;
const anHourAgo = Date.now() - 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

const ada = {
  id: 'user-1',
  email,
  name: 'Ada',
  activity: 'active',
  statusText: 'active',
  pending: false,
  serviceUser: false,
};
const user = (changes: Partial<User> = {}) => ({ ...ada, ...changes }) as User;
const pendingRow = (id: string, statusText: string) =>
  ({ ...ada, id, activity: 'inactive', statusText, pending: true }) as User;
const group = (name: string, deleted = false): Group => ({
  id: `id of ${name}`,
  name,
  description: '',
  deleted,
});
const invitation = (changes: Partial<Invitation> = {}): Invitation => ({
  id: 'invitation-1',
  email,
  status: 'pending',
  statusText: 'Pending',
  expiresAt: inAnHour,
  ...changes,
});
const policy = (name: string) => ({ id: `id of ${name}`, name });

type Ref = { readonly id: string; readonly name?: string };
type World = {
  users?: readonly User[];
  invitations?: readonly Invitation[];
  groups?: readonly Group[];
  /** Policies by the name of the group. */
  attached?: Readonly<Record<string, readonly Ref[]>>;
  effective?: readonly Ref[];
  roles?: readonly Ref[];
  /** How a read fails; `never` does not respond. */
  failing?: Partial<Record<Read, VultrErrorKind | 'never' | 'bug'>>;
};
type Read = 'users' | 'invitations' | 'groups' | 'attached' | 'effective' | 'roles';

/** A client with the reads that `reportAccess` needs. Any other call fails the test. */
function clientOf(world: World): VultrClient {
  async function respond<T>(read: Read, rows: readonly T[] = [], options?: CallOptions): Promise<T[]> {
    const kind = world.failing?.[read];
    if (kind === undefined) return [...rows];
    if (kind === 'bug') throw new TypeError('x is not a function');
    if (kind !== 'never') {
      throw new VultrError({ kind, request: `GET ${read}`, message: kind, mayHaveTakenEffect: false });
    }
    return new Promise((_resolve, reject) => {
      options?.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
    });
  }
  return {
    users: {
      list: (options: CallOptions) => respond('users', world.users, options),
      groups: (_id: string, options: CallOptions) => respond('groups', world.groups, options),
      policies: (_id: string, options: CallOptions) => respond('effective', world.effective, options),
      roles: (_id: string, options: CallOptions) => respond('roles', world.roles, options),
    },
    invitations: { list: (options: CallOptions) => respond('invitations', world.invitations, options) },
    groups: {
      policies: (id: string, options: CallOptions) =>
        respond('attached', world.attached?.[id.replace('id of ', '')], options),
    },
  } as unknown as VultrClient;
}

async function reportOn(world: World, reportedEmail = email, timeoutMs?: number): Promise<AccessReport> {
  const environment = new MockActivityEnvironment({ attempt: 1 }, { logger });
  const activity = createReportAccess(clientOf(world), timeoutMs);
  const report = await environment.run(activity, { email: reportedEmail, timings: shortTimings });
  return accessReport.strict().parse(report);
}

const working: World = {
  users: [user()],
  groups: [group('Developers')],
  attached: { Developers: [policy('Provisioning')] },
  effective: [policy('Provisioning')],
};

describe('an email that no user has', () => {
  test('and that was not invited', async () => {
    const report = await reportOn({
      users: [user({ id: 'user-2', email: 'eve@example.com' })],
      invitations: [invitation({ email: 'eve@example.com' })],
    });
    expect(report).toMatchObject({
      userCount: 0,
      active: { value: false, observed: 'no user has the email' },
      access: { value: false, observed: 'not read' },
      fix: { step: 'inviteUser', action: expect.stringContaining('Invite the User to the Organization') },
    });
    expect(report.invitation).toBeUndefined();
    expect(report.failedReads).toBeUndefined();
  });

  test('and whose invitation can be accepted', async () => {
    const report = await reportOn({ invitations: [invitation()] });
    expect(report.invitation).toEqual({ status: 'pending', expiresAt: iso(inAnHour) });
    expect(report.fix.step).toBe('awaitAcceptance');
    expect(report.fix.action).toContain(`until ${iso(inAnHour).slice(0, 16).replace('T', ' ')} UTC`);
  });

  test.each([
    ['shown as pending', invitation({ expiresAt: anHourAgo })],
    ['shown as expired', invitation({ status: 'other', statusText: 'Expired', expiresAt: anHourAgo })],
    ['by its age', invitationCreated(Date.now() - 2 * shortTimings.invitationLifetimeMs)],
  ])('and whose invitation has expired, %s', async (_name, expired) => {
    const report = await reportOn({ invitations: [expired] });
    expect(report.invitation?.status).toBe('expired');
    expect(report.fix).toEqual({
      step: 'awaitAcceptance',
      action: expect.stringMatching(/^Resend the invitation/),
    });
  });

  test('and whose invitation has no expiry: the report invents none', async () => {
    const { expiresAt: _, ...endless } = invitation();
    const report = await reportOn({ invitations: [endless] });
    expect(report.invitation).toEqual({ status: 'pending' });
    expect(report.fix.action).toMatch(/^Wait for the acceptance \(guide/);
  });

  test('and whose invitation was accepted with another email', async () => {
    const report = await reportOn({
      users: [user({ email: 'ada.l@example.com' })],
      invitations: [accepted({ registeredEmail: 'Ada.L@example.com' })],
    });
    expect(report).toMatchObject({
      userCount: 0,
      invitation: { status: 'accepted', acceptedBy: 'ada.l@example.com' },
      fix: {
        step: 'confirmPerson',
        action: expect.stringContaining('Find out whose account ada.l@example.com is'),
      },
    });
    expect(report.conclusion).toContain('another email: ada.l@example.com');
  });

  test.each([
    ['with it', accepted({ registeredEmail: 'ADA@example.com' })],
    ['with an email that Vultr does not name', accepted({})],
  ])('and whose invitation was accepted %s: the user appears late or is gone', async (_name, one) => {
    const report = await reportOn({ invitations: [one] });
    expect(report.fix).toEqual({
      step: 'confirmPerson',
      action: expect.stringMatching(/^Try again in a minute/),
    });
    expect(report.conclusion).not.toContain('another email');
  });

  test('and whose invitation has an undocumented status', async () => {
    const declined = invitation({ status: 'other', statusText: 'Declined' });
    const report = await reportOn({ invitations: [declined] });
    expect(report.invitation?.status).toBe('other');
    expect(report.fix.step).toBe('inviteUser');
    expect(report.conclusion).toContain('"Declined"');
  });

  test.each(['pending', 'Invite Pending', 'invite_accepted: false'])(
    'a row with the status %s is an invitation and not a user',
    async (statusText) => {
      const report = await reportOn({
        users: [pendingRow('user-1', statusText)],
        invitations: [invitation()],
      });
      expect(report).toMatchObject({
        userCount: 0,
        active: { value: false, observed: `status ${statusText}` },
        fix: { step: 'awaitAcceptance' },
      });
      expect(report.userId).toBeUndefined();
    },
  );

  test('of several invitations, one that can be accepted counts, or else the one that was alive last', async () => {
    const old = invitation({ id: 'old', expiresAt: anHourAgo - 1_000 });
    const alive = invitation({ id: 'alive' });
    const late = accepted({ registeredEmail: email, respondedAt: inAnHour + 1_000 });
    expect(await statusOf(old, alive)).toBe('pending');
    expect(await statusOf(alive, old, late)).toBe('pending');
    expect(await statusOf(old, accepted({ respondedAt: anHourAgo }))).toBe('accepted');
    expect(await statusOf(accepted({ respondedAt: anHourAgo - 2_000 }), old)).toBe('expired');
  });
});

describe('a user who is not Active', () => {
  test.each(['suspended', 'Closed'])(
    '%s: must be activated, whatever access they have',
    async (statusText) => {
      const inactive = user({ activity: 'inactive', statusText });
      const report = await reportOn({ ...working, users: [inactive], invitations: [invitation()] });
      expect(report).toMatchObject({
        userCount: 1,
        userId: 'user-1',
        active: { value: false, observed: `status ${statusText}` },
        access: { value: true },
        fix: { step: 'confirmPerson', action: expect.stringMatching(/^Activate the user/) },
      });
      expect(report.conclusion).toContain(`not Active (${statusText})`);
    },
  );

  test.each([
    ['Wait', invitation()],
    ['Resend', invitation({ expiresAt: anHourAgo })],
  ])('whose status is only false, and who is invited: %s', async (firstWord, one) => {
    const no = user({ activity: 'inactive', statusText: 'false' });
    const { fix } = await reportOn({ users: [no], invitations: [one] });
    expect(fix).toEqual({ step: 'awaitAcceptance', action: expect.stringMatching(`^${firstWord}`) });
    const { fix: other } = await reportOn({
      users: [no],
      invitations: [accepted({ registeredEmail: email })],
    });
    expect(other.step).toBe('confirmPerson');
  });

  test('a user without a status counts as Active', async () => {
    const report = await reportOn({
      ...working,
      users: [user({ activity: 'unknown', statusText: 'unknown' })],
    });
    expect(report.active).toEqual({
      value: true,
      observed: expect.stringContaining('Vultr returned no status'),
    });
    expect(report.fix.step).toBe('none');
  });
});

describe('an Active user', () => {
  test('with everything is advised to log out and in', async () => {
    const report = await reportOn(working);
    expect(report).toEqual({
      email,
      userCount: 1,
      userId: 'user-1',
      active: { value: true, observed: 'status active' },
      access: {
        value: true,
        groups: [{ id: 'id of Developers', name: 'Developers', policies: ['Provisioning'] }],
        policies: ['Provisioning'],
        roles: [],
        observed: 'in "Developers" (Provisioning); effective policies: Provisioning; no role',
      },
      conclusion: 'The user is Active and has access.',
      fix: { step: 'none', action: expect.stringContaining('log out of the Vultr Console and in again') },
    });
  });

  test('in no group sees the blank screen', async () => {
    const report = await reportOn({ users: [user()] });
    expect(report).toMatchObject({
      access: { value: false, observed: 'no group; no effective policy; no role' },
      conclusion: expect.stringContaining('No Active Organization'),
      fix: { step: 'addMember', action: expect.stringContaining('Add the User to the Group') },
    });
  });

  test('in a group without a policy sees it too, and the report names the group', async () => {
    const report = await reportOn({ users: [user()], groups: [group('Developers'), group('Old', true)] });
    expect(report.access).toMatchObject({
      value: false,
      groups: [{ id: 'id of Developers', name: 'Developers', policies: [] }],
      observed: 'in "Developers" (no policy); no effective policy; no role',
    });
    expect(report.fix).toEqual({
      step: 'attachPolicies',
      action: expect.stringContaining('Attach a managed policy to the group "Developers" (guide'),
    });
  });

  test.each<[string, World]>([
    ['a policy of their own', { effective: [policy('Billing')] }],
    ['a role of their own', { roles: [{ id: 'role-1', name: 'Auditor' }] }],
    ['a role without a name', { roles: [{ id: 'role-1' }] }],
    ['a role, in a group without a policy', { roles: [{ id: 'role-1' }], groups: [group('Developers')] }],
  ])('with %s and nothing else has access', async (_name, world) => {
    const report = await reportOn({ users: [user()], ...world });
    expect(report).toMatchObject({ access: { value: true }, fix: { step: 'none' } });
  });

  test('policies without a name get it from another list, or are shown by their ID, each once', async () => {
    const { access } = await reportOn({
      ...working,
      effective: [{ id: 'ID OF PROVISIONING' }, { id: 'id of Provisioning' }, { id: 'nameless' }],
      roles: [{ id: 'role-1' }, { id: 'role-2', name: 'Auditor' }],
    });
    expect(access.policies).toEqual(['Provisioning', 'nameless']);
    expect(access.roles).toEqual(['role-1', 'Auditor']);
  });

  test('who lacks a policy of their group among the effective ones is to be checked again', async () => {
    const report = await reportOn({
      ...working,
      attached: { Developers: [policy('Provisioning'), policy('Billing')] },
    });
    expect(report).toMatchObject({ access: { value: true }, fix: { step: 'verifyAccess' } });
    expect(report.conclusion).toMatch(/effective policies: Billing\.$/);
  });

  test('is found by any spelling of the email', async () => {
    const decomposed = 'ZOE\u0308@B\u00dcCHER.example.com';
    const users = [user({ email: 'zo\u00eb@xn--bcher-kva.example.com' })];
    expect(await reportOn({ ...working, users }, decomposed)).toMatchObject({
      email: decomposed,
      userCount: 1,
    });
  });

  test('who joined through an invitation to another email: the report shows that email', async () => {
    const one = accepted({ email: 'Ada.Lovelace@example.com', registeredEmail: email });
    const report = await reportOn({ ...working, invitations: [one] });
    expect(report.invitation).toMatchObject({ sentTo: 'ada.lovelace@example.com', acceptedBy: email });
    const own = await reportOn({ ...working, invitations: [accepted({ registeredEmail: email })] });
    expect(own.invitation).not.toHaveProperty('sentTo');
  });
});

test('nothing chooses between two users with one email', async () => {
  const report = await reportOn({ ...working, users: [user(), user({ id: 'user-2', serviceUser: true })] });
  expect(report).toMatchObject({
    userCount: 2,
    active: { value: false, observed: '2 users have the email, 1 of them a service user' },
    access: { value: false, observed: 'not read' },
    fix: { step: 'confirmPerson', action: expect.stringContaining('user-1, user-2') },
  });
  expect(report.userId).toBeUndefined();
});

test('a pending row beside a user does not count as a second user', async () => {
  const row = pendingRow('user-2', 'pending');
  expect(await reportOn({ ...working, users: [row, user()] })).toMatchObject({
    userCount: 1,
    userId: 'user-1',
  });
});

test('a service user is not a person', async () => {
  const report = await reportOn({ users: [user({ serviceUser: true })] });
  expect(report).toMatchObject({
    userCount: 1,
    fix: { step: 'none' },
    conclusion: expect.stringMatching('service user'),
  });
});

describe('a read that fails does not hide the rest', () => {
  test.each(['forbidden', 'unavailable', 'rate_limited', 'unreadable', 'not_found', 'refused'] as const)(
    'roles: %s',
    async (kind) => {
      const report = await reportOn({ ...working, failing: { roles: kind } });
      expect(report).toMatchObject({ access: { value: true }, fix: { step: 'none' } });
      expect(report.access.observed).toContain('roles not read');
      expect(report.failedReads).toEqual([{ name: 'roles of the user', error: `GET roles: ${kind}` }]);
    },
  );

  test.each<[string, World, string]>([
    ['groups', { failing: { groups: 'forbidden' } }, 'groups of the user'],
    ['effective policies', { failing: { effective: 'forbidden' } }, 'effective policies of the user'],
    ['roles', { failing: { roles: 'forbidden' } }, 'roles of the user'],
    [
      'the policies of a group',
      { groups: [group('Developers')], failing: { attached: 'forbidden' } },
      'policies of the group "Developers"',
    ],
  ])(
    '%s, of a user without other access: whether they have access is not known',
    async (_name, world, failed) => {
      const report = await reportOn({ users: [user()], ...world });
      expect(report).toMatchObject({ access: { value: null }, fix: { step: 'preflight' } });
      expect(report.access.observed).toContain('not read');
      expect(report.failedReads?.map(({ name }) => name)).toEqual([failed]);
    },
  );

  test('effective policies that could not be read do not contradict a group', async () => {
    expect((await reportOn({ ...working, failing: { effective: 'forbidden' } })).fix.step).toBe('none');
  });

  test('invitations: makes no difference to a user; without a user, the state is not known', async () => {
    const failing = { invitations: 'forbidden' } as const;
    expect(await reportOn({ ...working, failing })).toMatchObject({
      fix: { step: 'none' },
      failedReads: [{ name: 'invitations' }],
    });
    const noUser = await reportOn({ failing });
    expect(noUser).toMatchObject({ userCount: 0, fix: { step: 'preflight' } });
    expect(noUser.conclusion).toContain('could not be read');
  });

  test('one that never responds is given up in time to report the others', async () => {
    const report = await reportOn({ ...working, failing: { roles: 'never' } }, email, 100);
    expect(report.failedReads).toEqual([{ name: 'roles of the user', error: 'no response within 0.1 s' }]);
    expect(report.access.value).toBe(true);
  });
});

describe('the report fails', () => {
  test.each(['users', 'invitations', 'groups', 'attached', 'effective', 'roles'] as const)(
    'if any read shows that the key is rejected: %s',
    async (read) => {
      const failure = await failureOf({ ...working, failing: { [read]: 'unauthorized' } });
      expect(failure).toBeInstanceOf(ApplicationFailure);
      expect(failure).toMatchObject({ type: 'vultr_unauthorized', message: `GET ${read}: unauthorized` });
    },
  );

  test.each(['forbidden', 'unavailable'] as const)('if the users cannot be read: %s', async (kind) => {
    expect(await failureOf({ ...working, failing: { users: kind } })).toMatchObject({
      type: `vultr_${kind}`,
    });
  });

  test('if the service itself has a bug', async () => {
    expect(await failureOf({ ...working, failing: { roles: 'bug' } })).toBeInstanceOf(TypeError);
  });
});

async function statusOf(...invitations: Invitation[]): Promise<string | undefined> {
  return (await reportOn({ invitations })).invitation?.status;
}

async function failureOf(world: World): Promise<unknown> {
  return reportOn(world).catch((error: unknown) => error);
}

function accepted(changes: Partial<Invitation>): Invitation {
  return invitation({ status: 'accepted', statusText: 'Accepted', ...changes });
}

function invitationCreated(createdAt: number): Invitation {
  const { expiresAt: _, ...rest } = invitation({ createdAt });
  return rest;
}
