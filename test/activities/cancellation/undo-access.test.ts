import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { captureBaseline } from '../../../src/activities/preflight/baseline.ts';
import { createUndoAccess } from '../../../src/activities/cancellation/undo-access.ts';
import type { Baseline, UndoInput, UndoResult } from '../../../src/contract/temporal/step-data.ts';
import type { Invitation, Member, Organization, User, VultrClient } from '../../../src/vultr/types.ts';
import { shortTimings } from '../../support/timings.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const timings = { ...shortTimings, settleMs: 20, retryFirstMs: 10, readTimeoutMs: 15 };
const startedAt = Date.parse('2026-01-01T12:00:00Z');
const inAnHour = () => Date.now() + 3_600_000;

/** An organization as the client shows it, in memory. */
type Organized = {
  users: User[];
  invitations: Invitation[];
  /** What the list leaves out and a look by id shows. */
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

function organized(change: Partial<Organized> = {}): Organized {
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

function clientOf(state: Organized): VultrClient {
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

const nothingBefore: Baseline = { ...captureBaseline(['ada@example.com'], [root], []), inGroup: false };

const later = { id: 'own', expiresAt: inAnHour() };

const deedsOf = (change: Partial<UndoInput['effects']> = {}): UndoInput['effects'] => ({
  startedAt,
  baseline: nothingBefore,
  ownInvitations: [later],
  inDoubt: false,
  ...change,
});

/** With an own invitation `own`, unless the effects say otherwise. */
function undo(
  state: Organized,
  effects: Partial<UndoInput['effects']> = {},
  more: { heartbeatDetails?: unknown; input?: Partial<UndoInput> } = {},
): Promise<UndoResult> {
  const environment = new MockActivityEnvironment({
    attempt: 1,
    currentAttemptScheduledTimestampMs: Date.now(),
    heartbeatDetails: more.heartbeatDetails,
  });
  const input = {
    email: 'ada@example.com',
    effects: deedsOf(effects),
    removedAlready: [],
    timings,
    ...more.input,
  };
  return environment.run(() => createUndoAccess(clientOf(state))(input));
}

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
  throw new Error('it succeeded');
}

const acceptedBy = (user: User) => [accepted('own', user.email)];

const beforeWith = (...users: User[]): Baseline => ({
  ...captureBaseline(['ada@example.com'], [root, ...users], []),
  inGroup: false,
});

const gone = () => organized({ invitations: [accepted('own', mallory.email)] });

describe('who came in by the own invitation is taken out', () => {
  test.each([
    ['the invited person', ada, accepted('own', 'ada@example.com')],
    ['the invited person, where Vultr does not say who accepted', ada, accepted('own')],
    ['a stranger', mallory, accepted('own', 'Mallory@Example.com')],
    ['a suspended one', userOf('ada', 'ada@example.com', { activity: 'inactive' }), accepted('own')],
  ])('%s', async (_who, user, invitation) => {
    const state = organized({ users: [root, user], invitations: [invitation] });
    const { removals, alive } = await undo(state);
    expect(state.removed).toEqual([user.id]);
    expect(removals).toMatchObject([{ userId: user.id, checks: [{ passed: true, observed: '1 users' }] }]);
    expect(alive).toEqual([]);
  });

  test('where the list shows pending invitations only, the known one is read by itself', async () => {
    const state = organized({ users: [root, mallory], unlisted: [accepted('own', mallory.email)] });
    await undo(state);
    expect(state.removed).toEqual(['mallory']);
  });

  test('by an invitation whose answer was lost, so that only its not being there before tells', async () => {
    const state = organized({ users: [root, ada], invitations: [accepted('unknown', ada.email)] });
    await undo(state, { ownInvitations: [], inDoubt: true });
    expect(state.removed).toEqual(['ada']);
  });

  test('by a mail whose answer was lost, where the list shows pending invitations only', async () => {
    const state = organized({ users: [root, ada] });
    await undo(state, { ownInvitations: [], inDoubt: true });
    expect(state.removed).toEqual(['ada']);
  });

  test('by the acceptance that the run had seen', async () => {
    const state = organized({ users: [root, mallory] });
    await undo(state, { acceptance: { registeredEmail: mallory.email } });
    expect(state.removed).toEqual(['mallory']);
  });

  test('as the user whom the run had met, where the invitation cannot be read any more', async () => {
    const state = organized({ users: [root, ada] });
    await undo(state, { acceptance: { userId: 'ADA' } });
    expect(state.removed).toEqual(['ada']);
  });
});

describe('is left as it was', () => {
  test('a member of before, by their address', async () => {
    const state = organized({ users: [root, ada], invitations: acceptedBy(ada) });
    const { kept } = await undo(state, { baseline: beforeWith(ada) });
    expect(state.removed).toEqual([]);
    expect(kept).toEqual([{ email: 'ada@example.com', reason: 'was_member' }]);
  });

  test('a member of before of any other address, their id in another letter case', async () => {
    const upper = userOf('MALLORY', mallory.email);
    const state = organized({ users: [root, upper], invitations: acceptedBy(upper) });
    await undo(state, { baseline: beforeWith(mallory) });
    expect(state.removed).toEqual([]);
  });

  test('a member of before whose address was changed to the invited one since', async () => {
    const renamed = userOf('mallory', 'ada@example.com');
    const state = organized({ users: [root, renamed], invitations: acceptedBy(renamed) });
    await undo(state, { baseline: beforeWith(mallory) });
    expect(state.removed).toEqual([]);
  });

  test('who came in otherwise, while the own invitation still waits', async () => {
    const state = organized({ users: [root, ada], invitations: [invitationOf('own')] });
    const { alive } = await undo(state, { acceptance: { userId: 'ada' } });
    expect(state.removed).toEqual([]);
    expect(alive).toHaveLength(1);
  });

  test('who came in by an invitation of somebody else, and accepted with the same account', async () => {
    const other = { ...accepted('theirs', ada.email), email: 'other@example.com' };
    const state = organized({ users: [root, ada], invitations: [accepted('own', ada.email), other] });
    const { kept } = await undo(state);
    expect(state.removed).toEqual([]);
    expect(kept).toEqual([{ email: expect.any(String), reason: 'came_by_another_invitation' }]);
  });

  test('everybody, where the run sent no invitation', async () => {
    const baseline = { ...nothingBefore, invitationIds: ['adopted'] };
    const state = organized({ users: [root, ada], invitations: [accepted('adopted', ada.email)] });
    const { alive } = await undo(state, {
      baseline,
      ownInvitations: [],
      acceptance: { registeredEmail: ada.email },
    });
    expect(state.removed).toEqual([]);
    expect(alive).toEqual([]);
  });

  test('a second invitation to the address that somebody sent by hand, and who came by it', async () => {
    const state = organized({
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
    const state = organized({ users: [root, ...rows], invitations: [accepted('own', ada.email)] });
    expect((await failureOf(undo(state))).type).toBe('person_not_found');
    expect(state.removed).toEqual([]);
  });

  test('but an acceptance of an earlier time, by the same person, does not protect them', async () => {
    const baseline = { ...nothingBefore, invitationIds: ['last year'] };
    const invitations = [accepted('last year', ada.email, startedAt - 1_000_000), accepted('own', ada.email)];
    const state = organized({ users: [root, ada], invitations });
    await undo(state, { baseline });
    expect(state.removed).toEqual(['ada']);
  });
});

describe('a person is asked', () => {
  test('where the organization was too large to remember who was there', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => userOf(`u${index}`, `u${index}@example.com`));
    const baseline = { ...captureBaseline(['ada@example.com'], many, []), inGroup: false };
    expect(baseline.users).toBeUndefined();
    const stranger = organized({ users: [mallory], invitations: [accepted('own', mallory.email)] });
    expect(await failureOf(undo(stranger, { baseline }))).toMatchObject({
      type: 'membership_unclear',
      nonRetryable: true,
    });
    expect(stranger.removed).toEqual([]);
    const invited = organized({ users: [ada], invitations: [accepted('own', ada.email)] });
    await undo(invited, { baseline });
    expect(invited.removed).toEqual(['ada']);
  });

  test('before anybody is touched, where one of two is unclear', async () => {
    const { users: _, ...tooLarge } = nothingBefore;
    const state = organized({
      users: [root, ada, mallory],
      invitations: [accepted('own', ada.email), accepted('second', mallory.email)],
    });
    const ownInvitations = [later, { ...later, id: 'second' }];
    const failure = await failureOf(undo(state, { baseline: tooLarge, ownInvitations }));
    expect(failure.type).toBe('membership_unclear');
    expect(state.removed).toEqual([]);
  });

  test('where the key sees two organizations', async () => {
    const organizations = ['o1', 'o2'].map((id) => ({ id, name: id }));
    const state = organized({ users: [root, ada], invitations: [accepted('own')], organizations });
    expect(await failureOf(undo(state))).toMatchObject({ type: 'organization_unclear', nonRetryable: true });
  });

  test('where Vultr takes a removal and does not carry it out', async () => {
    const state = organized({ users: [root, ada], invitations: [accepted('own', ada.email)] });
    const client = clientOf(state);
    client.organizations.removeUser = async () => {};
    const work = new MockActivityEnvironment({ heartbeatDetails: { staleReads: 5 } }).run(() =>
      createUndoAccess(client)({
        email: 'ada@example.com',
        effects: deedsOf(),
        removedAlready: [],
        timings,
      }),
    );
    expect(await failureOf(work)).toMatchObject({ type: 'write_not_visible', nonRetryable: true });
  });
});

describe('an acceptance without a user', () => {
  test('is waited for, since rows come late', async () => {
    expect(await failureOf(undo(gone()))).toMatchObject({ type: 'person_not_found', nonRetryable: false });
  });

  test('is waited for although another account of the person is there', async () => {
    const other = userOf('a', 'a@example.com');
    const baseline = {
      ...captureBaseline(['ada@example.com', 'a@example.com'], [other], []),
      inGroup: false,
    };
    for (const registered of ['ada@example.com', undefined]) {
      const state = organized({ users: [root, other], invitations: [accepted('own', registered)] });
      expect((await failureOf(undo(state, { baseline }))).type).toBe('person_not_found');
    }
  });

  test('is asked about in the end, with who is new: an unseen user would stay', async () => {
    const state = organized({ users: [root, mallory], invitations: [accepted('own')] });
    const failure = await failureOf(undo(state, {}, { heartbeatDetails: { staleReads: 5 } }));
    expect(failure).toMatchObject({ type: 'person_not_found', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ facts: { newSinceStart: 'mallory@example.com' } });
  });

  test('is the evidence of an earlier attempt whose answer was lost', async () => {
    const removing = [{ userId: 'mallory', email: mallory.email }];
    const { removals } = await undo(gone(), {}, { heartbeatDetails: { removing } });
    expect(removals).toMatchObject([{ userId: 'mallory', email: 'mallory@example.com' }]);
  });

  test('is nothing new where an earlier look took them out', async () => {
    const state = organized({ invitations: [accepted('own', mallory.email), invitationOf('second')] });
    const removedAlready = [{ userId: 'mallory', email: mallory.email }];
    const ownInvitations = [later, { ...later, id: 'second' }];
    const { alive } = await undo(state, { ownInvitations }, { input: { removedAlready } });
    expect(alive).toMatchObject([{ id: 'second' }]);
  });
});

describe('the membership of a member of before', () => {
  const baseline = { ...captureBaseline(['ada@example.com'], [root, ada], []), inGroup: false };
  const membership = { groupId: 'g1', person: { userId: 'ada', email: ada.email } };
  const asMember = () =>
    organized({ users: [root, ada], members: [{ id: 'm1', email: ada.email, name: '' }] });

  test.each([
    ['is ended where the run added it', { ...membership, added: true }, false, []],
    ['stays where it was there before', { ...membership, added: false }, true, ['m1']],
    ['is ended where the step was interrupted, and they were not in it before', membership, false, []],
    ['stays where the step was interrupted, and they were in it before', membership, true, ['m1']],
  ])('%s', async (_what, made, inGroup, rest) => {
    const state = asMember();
    const { removals } = await undo(state, {
      baseline: { ...baseline, inGroup },
      membership: made,
      ownInvitations: [],
    });
    expect(state.members.map(({ id }) => id)).toEqual(rest);
    expect(removals).toHaveLength(rest.length === 0 ? 1 : 0);
  });
});

describe('what still has to be guarded', () => {
  test.each([
    ['a pending invitation', { statusText: 'Pending' }],
    ['one of a status that nobody documented', { status: 'other', statusText: 'Declined' } as const],
  ])('%s', async (_what, change) => {
    const invitation = invitationOf('own', change);
    const { alive } = await undo(organized({ invitations: [invitation] }));
    expect(alive).toEqual([{ id: 'own', expiresAt: invitation.expiresAt }]);
  });

  test('one that was prolonged by hand, to its new end', async () => {
    const invitation = invitationOf('own', { expiresAt: later.expiresAt + 1_000_000 });
    const { alive } = await undo(organized({ invitations: [invitation] }));
    expect(alive).toEqual([{ id: 'own', expiresAt: later.expiresAt + 1_000_000 }]);
  });

  test('the known one where Vultr does not show it any more, or shows no end', async () => {
    expect((await undo(organized())).alive).toEqual([later]);
    const { expiresAt: _, ...endless } = invitationOf('own', { createdAt: startedAt });
    expect((await undo(organized({ invitations: [endless] }))).alive).toEqual([later]);
  });

  test('until reads have had time to show a last acceptance', async () => {
    const input = { timings: { ...timings, settleMs: 60_000 } };
    const just = invitationOf('own', { expiresAt: Date.now() - 10 });
    expect((await undo(organized({ invitations: [just] }), {}, { input })).alive).toHaveLength(1);
    const past = invitationOf('own', { expiresAt: Date.now() - 70_000 });
    expect((await undo(organized({ invitations: [past] }), {}, { input })).alive).toEqual([]);
  });

  test('not one that somebody else sent', async () => {
    const state = organized({ invitations: [invitationOf('theirs')] });
    const baseline = { ...nothingBefore, invitationIds: ['theirs'] };
    expect((await undo(state, { ownInvitations: [], baseline, inDoubt: true })).alive).toEqual([]);
    expect((await undo(state, { ownInvitations: [] })).alive).toEqual([]);
  });
});
