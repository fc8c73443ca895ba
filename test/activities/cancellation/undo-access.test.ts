import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { captureBaseline } from '../../../src/activities/preflight/baseline.ts';
import { createUndoAccess } from '../../../src/activities/cancellation/undo-access.ts';
import type { Baseline, UndoInput, UndoResult } from '../../../src/contract/temporal/step-data.ts';
import type { Invitation, Member, Organization, User, VultrClient } from '../../../src/vultr/types.ts';
import { VultrError } from '../../../src/vultr/errors.ts';
import { shortTimings } from '../../support/timings.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const timings = { ...shortTimings, settleMs: 20, retryFirstMs: 10, readTimeoutMs: 15 };
const startedAt = Date.parse('2026-01-01T12:00:00Z');
const inAnHour = () => Date.now() + 3_600_000;

/** An organization as the client shows it, in memory. */
type OrganizationState = {
  users: User[];
  invitations: Invitation[];
  /** Invitations that the list leaves out and a read by ID shows. */
  unlisted: Invitation[];
  members: Member[];
  organizations: Organization[];
  removed: string[];
};

function userOf(id: string, email: string, change: Partial<User> = {}): User {
  const active = { activity: 'active', statusText: 'active', pending: false, serviceUser: false } as const;
  return { id, email, name: id, ...active, ...change };
}

function invitationOf(id: string, change: Partial<Invitation> = {}): Invitation {
  return {
    id,
    email: 'ada@example.com',
    status: 'pending',
    statusText: 'Pending',
    expiresAt: inAnHour(),
    ...change,
  };
}

function accepted(id: string, registeredEmail?: string, respondedAt = startedAt + 60_000): Invitation {
  const by = registeredEmail === undefined ? {} : { registeredEmail };
  return invitationOf(id, { status: 'accepted', statusText: 'Accepted', respondedAt, ...by });
}

const root = userOf('root', 'root@example.com');
const ada = userOf('ada', 'Ada@example.com');
const mallory = userOf('mallory', 'mallory@example.com');

function createState(change: Partial<OrganizationState> = {}): OrganizationState {
  return {
    users: [root],
    invitations: [],
    unlisted: [],
    members: [],
    organizations: [{ id: 'o1', name: 'Example' }],
    removed: [],
    ...change,
  };
}

function clientOf(state: OrganizationState): VultrClient {
  const find = (id: string) => [...state.invitations, ...state.unlisted].find((one) => one.id === id);
  return {
    users: { list: async () => state.users },
    invitations: { list: async () => state.invitations, get: async (id: string) => find(id) },
    groups: {
      members: async () => state.members,
      async removeMember(_group: string, id: string) {
        state.members = state.members.filter((member) => member.id !== id);
      },
    },
    organizations: {
      list: async () => state.organizations,
      async removeUser(_organization: string, id: string) {
        state.removed.push(id);
        state.users = state.users.filter((user) => user.id !== id);
      },
    },
  } as unknown as VultrClient;
}

const emptyBaseline: Baseline = { ...captureBaseline(['ada@example.com'], [root], []), inGroups: [] };

const ownInvitation = { id: 'own', expiresAt: inAnHour() };

const effectsWith = (change: Partial<UndoInput['effects']> = {}): UndoInput['effects'] => ({
  startedAt,
  baseline: emptyBaseline,
  ownInvitations: [ownInvitation],
  inDoubt: false,
  ...change,
});

/** Undoes the access of an onboarding with the invitation `own`, unless `effects` has other invitations. */
function undo(
  state: OrganizationState,
  effects: Partial<UndoInput['effects']> = {},
  options: { heartbeatDetails?: unknown; input?: Partial<UndoInput>; client?: VultrClient } = {},
): Promise<UndoResult> {
  const { heartbeatDetails, client = clientOf(state) } = options;
  const environment = new MockActivityEnvironment(
    {
      attempt: 1,
      startToCloseTimeoutMs: timings.attemptTimeoutMs,
      currentAttemptScheduledTimestampMs: Date.now(),
      heartbeatDetails,
    },
    { logger },
  );
  const input = {
    email: 'ada@example.com',
    effects: effectsWith(effects),
    removedAlready: [],
    timings,
    ...options.input,
  };
  return environment.run(() => createUndoAccess(client)(input));
}

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
  throw new Error('the activity succeeded');
}

const acceptedBy = (user: User) => [accepted('own', user.email)];

const baselineWith = (...users: User[]): Baseline => ({
  ...captureBaseline(['ada@example.com'], [root, ...users], []),
  inGroups: [],
});

const withoutAcceptor = () => createState({ invitations: [accepted('own', mallory.email)] });

describe('a user who joined through one of its own invitations is removed', () => {
  test.each([
    ['the invited person', ada, accepted('own', 'ada@example.com')],
    ['the invited person, if Vultr does not say who accepted', ada, accepted('own')],
    ['another person', mallory, accepted('own', 'Mallory@Example.com')],
    ['a suspended user', userOf('ada', 'ada@example.com', { activity: 'inactive' }), accepted('own')],
  ])('%s', async (_name, user, invitation) => {
    const state = createState({ users: [root, user], invitations: [invitation] });
    const { removals, alive } = await undo(state);
    expect(state.removed).toEqual([user.id]);
    expect(removals).toMatchObject([{ userId: user.id, checks: [{ passed: true, observed: '1 user' }] }]);
    expect(alive).toEqual([]);
  });

  test('if the list shows only pending invitations: the known one is read by itself', async () => {
    const state = createState({ users: [root, mallory], unlisted: [accepted('own', mallory.email)] });
    await undo(state);
    expect(state.removed).toEqual(['mallory']);
  });

  test('if the response to the invitation was lost: what is not in the baseline counts as its own', async () => {
    const state = createState({ users: [root, ada], invitations: [accepted('unknown', ada.email)] });
    await undo(state, { ownInvitations: [], inDoubt: true });
    expect(state.removed).toEqual(['ada']);
  });

  test('if the response to the invitation was lost and the list shows only pending invitations', async () => {
    const state = createState({ users: [root, ada] });
    await undo(state, { ownInvitations: [], inDoubt: true });
    expect(state.removed).toEqual(['ada']);
  });

  test('by the acceptance that the onboarding had seen', async () => {
    const state = createState({ users: [root, mallory] });
    await undo(state, { acceptance: { registeredEmail: mallory.email } });
    expect(state.removed).toEqual(['mallory']);
  });

  test('by the user whom the onboarding had found, if the invitation can no longer be read', async () => {
    const state = createState({ users: [root, ada] });
    await undo(state, { acceptance: { userId: 'ADA' } });
    expect(state.removed).toEqual(['ada']);
  });
});

describe('what is not its own stays:', () => {
  test('an earlier member, by their email', async () => {
    const state = createState({ users: [root, ada], invitations: acceptedBy(ada) });
    const { kept } = await undo(state, { baseline: baselineWith(ada) });
    expect(state.removed).toEqual([]);
    expect(kept).toEqual([{ email: 'ada@example.com', reason: 'was_member' }]);
  });

  test('an earlier member with any other email, even if their ID changes its letter case', async () => {
    const upper = userOf('MALLORY', mallory.email);
    const state = createState({ users: [root, upper], invitations: acceptedBy(upper) });
    await undo(state, { baseline: baselineWith(mallory) });
    expect(state.removed).toEqual([]);
  });

  test('an earlier member whose email has since been changed to the invited one', async () => {
    const renamed = userOf('mallory', 'ada@example.com');
    const state = createState({ users: [root, renamed], invitations: acceptedBy(renamed) });
    await undo(state, { baseline: baselineWith(mallory) });
    expect(state.removed).toEqual([]);
  });

  test('a user who joined in another way, while the own invitation is pending', async () => {
    const state = createState({ users: [root, ada], invitations: [invitationOf('own')] });
    const { alive } = await undo(state, { acceptance: { userId: 'ada' } });
    expect(state.removed).toEqual([]);
    expect(alive).toHaveLength(1);
  });

  test('a user who joined through another invitation and accepted the own one with the same account', async () => {
    const other = { ...accepted('theirs', ada.email), email: 'other@example.com' };
    const state = createState({ users: [root, ada], invitations: [accepted('own', ada.email), other] });
    const { kept } = await undo(state);
    expect(state.removed).toEqual([]);
    expect(kept).toEqual([{ email: expect.any(String), reason: 'joined_by_another_invitation' }]);
  });

  test('every user, if the onboarding sent no invitation', async () => {
    const baseline = { ...emptyBaseline, invitationIds: ['adopted'] };
    const state = createState({ users: [root, ada], invitations: [accepted('adopted', ada.email)] });
    const { alive } = await undo(state, {
      baseline,
      ownInvitations: [],
      acceptance: { registeredEmail: ada.email },
    });
    expect(state.removed).toEqual([]);
    expect(alive).toEqual([]);
  });

  test('a second invitation to the email that was sent by hand, and the user who joined through it', async () => {
    const state = createState({
      users: [root, ada],
      invitations: [invitationOf('own'), accepted('by hand', ada.email)],
    });
    await undo(state);
    expect(state.removed).toEqual([]);
  });

  test('a pending row and a service user', async () => {
    const rows = [
      userOf('p', 'ada@example.com', { pending: true, activity: 'inactive' }),
      userOf('s', 'ada@example.com', { serviceUser: true }),
    ];
    const state = createState({ users: [root, ...rows], invitations: [accepted('own', ada.email)] });
    expect((await failureOf(undo(state))).type).toBe('person_not_found');
    expect(state.removed).toEqual([]);
  });

  test('but an earlier acceptance by the same person does not protect them', async () => {
    const baseline = { ...emptyBaseline, invitationIds: ['last year'] };
    const invitations = [accepted('last year', ada.email, startedAt - 1_000_000), accepted('own', ada.email)];
    const state = createState({ users: [root, ada], invitations });
    await undo(state, { baseline });
    expect(state.removed).toEqual(['ada']);
  });
});

describe('an operator must decide', () => {
  test('if the organization was too large to remember its users', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => userOf(`u${index}`, `u${index}@example.com`));
    const baseline = { ...captureBaseline(['ada@example.com'], many, []), inGroups: [] };
    expect(baseline.users).toBeUndefined();
    const stranger = createState({ users: [mallory], invitations: [accepted('own', mallory.email)] });
    expect(await failureOf(undo(stranger, { baseline }))).toMatchObject({
      type: 'membership_unclear',
      nonRetryable: true,
    });
    expect(stranger.removed).toEqual([]);
    const invited = createState({ users: [ada], invitations: [accepted('own', ada.email)] });
    await undo(invited, { baseline });
    expect(invited.removed).toEqual(['ada']);
  });

  test('before any user is removed, if one of two is unclear', async () => {
    const { users: _, ...tooLarge } = emptyBaseline;
    const state = createState({
      users: [root, ada, mallory],
      invitations: [accepted('own', ada.email), accepted('second', mallory.email)],
    });
    const ownInvitations = [ownInvitation, { ...ownInvitation, id: 'second' }];
    const failure = await failureOf(undo(state, { baseline: tooLarge, ownInvitations }));
    expect(failure.type).toBe('membership_unclear');
    expect(state.removed).toEqual([]);
  });

  test('if the key sees two organizations', async () => {
    const organizations = ['o1', 'o2'].map((id) => ({ id, name: id }));
    const state = createState({ users: [root, ada], invitations: [accepted('own')], organizations });
    expect(await failureOf(undo(state))).toMatchObject({ type: 'organization_unclear', nonRetryable: true });
  });

  test('if Vultr confirms a removal and does not carry it out', async () => {
    const state = createState({ users: [root, ada], invitations: [accepted('own', ada.email)] });
    const client = clientOf(state);
    client.organizations.removeUser = async () => {};
    const work = new MockActivityEnvironment(
      { startToCloseTimeoutMs: timings.attemptTimeoutMs, heartbeatDetails: { staleReads: 5 } },
      { logger },
    ).run(() =>
      createUndoAccess(client)({
        email: 'ada@example.com',
        effects: effectsWith(),
        removedAlready: [],
        timings,
      }),
    );
    expect(await failureOf(work)).toMatchObject({ type: 'write_not_visible', nonRetryable: true });
  });
});

describe('an acceptance without a user', () => {
  test('is retried, because rows can appear late', async () => {
    expect(await failureOf(undo(withoutAcceptor()))).toMatchObject({
      type: 'person_not_found',
      nonRetryable: false,
    });
  });

  test('is retried even if another account of the person is there', async () => {
    const other = userOf('a', 'a@example.com');
    const baseline = {
      ...captureBaseline(['ada@example.com', 'a@example.com'], [other], []),
      inGroups: [],
    };
    for (const registered of ['ada@example.com', undefined]) {
      const state = createState({ users: [root, other], invitations: [accepted('own', registered)] });
      expect((await failureOf(undo(state, { baseline }))).type).toBe('person_not_found');
    }
  });

  test('waits for an operator in the end, and names the newcomers: an unseen user would stay', async () => {
    const state = createState({ users: [root, mallory], invitations: [accepted('own')] });
    const failure = await failureOf(undo(state, {}, { heartbeatDetails: { staleReads: 5 } }));
    expect(failure).toMatchObject({ type: 'person_not_found', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ facts: { newSinceStart: 'mallory@example.com' } });
  });

  test('is a removal by an earlier attempt whose response was lost', async () => {
    const removing = [{ userId: 'mallory', email: mallory.email }];
    const { removals } = await undo(withoutAcceptor(), {}, { heartbeatDetails: { removing } });
    expect(removals).toMatchObject([{ userId: 'mallory', email: 'mallory@example.com' }]);
  });

  test('is expected if an earlier attempt removed the user', async () => {
    const state = createState({ invitations: [accepted('own', mallory.email), invitationOf('second')] });
    const removedAlready = [{ userId: 'mallory', email: mallory.email }];
    const ownInvitations = [ownInvitation, { ...ownInvitation, id: 'second' }];
    const { alive } = await undo(state, { ownInvitations }, { input: { removedAlready } });
    expect(alive).toMatchObject([{ id: 'second' }]);
  });
});

describe('the group membership of an earlier member', () => {
  const baseline = { ...captureBaseline(['ada@example.com'], [root, ada], []), inGroups: [] };
  const group = { groupIds: ['g1'], allowedAddresses: [] };
  const membership = { ...group, person: { userId: 'ada', email: ada.email } };
  const asMember = () =>
    createState({ users: [root, ada], members: [{ id: 'm1', email: ada.email, name: '' }] });

  test.each([
    ['ends if the onboarding added it', { ...membership, added: { g1: true } }, false, []],
    ['stays if it existed before', { ...membership, added: { g1: false } }, true, ['m1']],
    ['ends if the step was interrupted and they were not in the group before', membership, false, []],
    ['stays if the step was interrupted and they were in the group before', membership, true, ['m1']],
  ])('%s', async (_name, membershipEffect, inGroup, remaining) => {
    const state = asMember();
    const { removals } = await undo(state, {
      baseline: { ...baseline, inGroups: inGroup ? ['g1'] : [] },
      membership: membershipEffect,
      ownInvitations: [],
    });
    expect(state.members.map(({ id }) => id)).toEqual(remaining);
    expect(removals).toHaveLength(remaining.length === 0 ? 1 : 0);
  });

  test('ends in each group to which the onboarding added it, and in no other', async () => {
    const state = asMember();
    const client = clientOf(state);
    const left: string[] = [];
    const removeMember = async (id: string) => void left.push(id);
    // Each group lists the person until they have left it.
    const members = async (id: string) => (left.includes(id) ? [] : state.members);
    const groups = { ...client.groups, members, removeMember };
    const effect = { ...membership, groupIds: ['g1', 'g2', 'g3'], added: { g1: true, g2: false } };
    const { removals } = await undo(
      state,
      { baseline: { ...baseline, inGroups: ['g2'] }, membership: effect, ownInvitations: [] },
      { client: { ...client, groups } as unknown as VultrClient },
    );
    expect(left).toEqual(['g1', 'g3']);
    expect(removals.map(({ checks }) => checks[0]?.request)).toEqual([
      'GET /v2/groups/g1/members',
      'GET /v2/groups/g3/members',
    ]);
  });

  test('is known from what was written when an onboarding had one group', async () => {
    const { inGroups: _, ...earlier } = { ...baseline, inGroup: false };
    const effect = { groupId: 'g1', allowedAddresses: [], person: membership.person, added: true };
    const effects = { baseline: earlier, membership: effect, ownInvitations: [] };
    const state = asMember();
    await undo(state, effects as unknown as Partial<UndoInput['effects']>);
    expect(state.members).toEqual([]);
  });

  // A worker that died may have added someone and could not say whom.
  test.each([
    ['ends if it is not known whom the onboarding added, and Vultr does not say who accepted', group, {}, []],
    ['ends if Vultr says who accepted', group, { registeredEmail: ada.email }, []],
    [
      'stays if another person accepted: nobody was added',
      group,
      { registeredEmail: 'm@example.com' },
      ['m1'],
    ],
    [
      "ends for another email that counts as the person's",
      { ...group, allowedAddresses: [ada.email] },
      { userId: 'ada' },
      [],
    ],
  ])('%s', async (_name, membershipEffect, acceptance, remaining) => {
    const state = asMember();
    await undo(state, { baseline, membership: membershipEffect, acceptance, ownInvitations: [] });
    expect(state.members.map(({ id }) => id)).toEqual(remaining);
  });
});

describe('a removal that Vultr refuses', () => {
  const refusal = new VultrError({
    kind: 'refused',
    request: 'DELETE',
    message: '400 Not now',
    status: 400,
    mayHaveTakenEffect: false,
  });
  const settleLong = { input: { timings: { ...timings, settleMs: 60_000 } } };

  test('from the organization is known after one look', async () => {
    const state = createState({ users: [root, mallory], invitations: acceptedBy(mallory) });
    const client = clientOf(state);
    client.organizations.removeUser = () => Promise.reject(refusal);
    const failure = await failureOf(undo(state, {}, { ...settleLong, client }));
    expect(failure).toMatchObject({ type: 'vultr_refused', nonRetryable: true });
  });

  test('from the group is known after one look', async () => {
    const state = createState({
      users: [root, ada],
      members: [{ id: 'm1', email: ada.email, name: '' }],
    });
    const client = clientOf(state);
    client.groups.removeMember = () => Promise.reject(refusal);
    const membership = {
      groupIds: ['g1'],
      allowedAddresses: [],
      person: { userId: 'ada', email: ada.email },
      added: { g1: true },
    };
    const effects = { baseline: baselineWith(ada), membership, ownInvitations: [] };
    const failure = await failureOf(undo(state, effects, { ...settleLong, client }));
    expect(failure).toMatchObject({ type: 'vultr_refused', nonRetryable: true });
  });
});

describe('an invitation that must still be guarded:', () => {
  test.each([
    ['a pending one', { statusText: 'Pending' }],
    ['one with an undocumented status', { status: 'other', statusText: 'Declined' } as const],
  ])('%s', async (_name, change) => {
    const invitation = invitationOf('own', change);
    const { alive } = await undo(createState({ invitations: [invitation] }));
    expect(alive).toEqual([{ id: 'own', expiresAt: invitation.expiresAt }]);
  });

  test('one that was resent by hand, until its new expiry', async () => {
    const invitation = invitationOf('own', { expiresAt: ownInvitation.expiresAt + 1_000_000 });
    const { alive } = await undo(createState({ invitations: [invitation] }));
    expect(alive).toEqual([{ id: 'own', expiresAt: ownInvitation.expiresAt + 1_000_000 }]);
  });

  test('a known one that Vultr no longer shows, or shows without an expiry', async () => {
    expect((await undo(createState())).alive).toEqual([ownInvitation]);
    const { expiresAt: _, ...endless } = invitationOf('own', { createdAt: startedAt });
    expect((await undo(createState({ invitations: [endless] }))).alive).toEqual([ownInvitation]);
  });

  test('an expired one, until reads have had time to show a last acceptance', async () => {
    const input = { timings: { ...timings, settleMs: 60_000 } };
    const just = invitationOf('own', { expiresAt: Date.now() - 10 });
    expect((await undo(createState({ invitations: [just] }), {}, { input })).alive).toHaveLength(1);
    const past = invitationOf('own', { expiresAt: Date.now() - 70_000 });
    expect((await undo(createState({ invitations: [past] }), {}, { input })).alive).toEqual([]);
  });

  test('but not one that the onboarding did not send', async () => {
    const state = createState({ invitations: [invitationOf('theirs')] });
    const baseline = { ...emptyBaseline, invitationIds: ['theirs'] };
    expect((await undo(state, { ownInvitations: [], baseline, inDoubt: true })).alive).toEqual([]);
    expect((await undo(state, { ownInvitations: [] })).alive).toEqual([]);
  });
});
