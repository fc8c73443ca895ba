import { ActivityCancelledError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test, vi } from 'vitest';
import { createGrant } from '../../../src/activities/membership/grant.ts';
import {
  type GrantFailure,
  grantFailureOf,
  type GrantInput,
  type GrantProgress,
  type GrantResult,
} from '../../../src/contract/temporal/grant.ts';
import { VultrError, type VultrErrorKind } from '../../../src/vultr/errors.ts';
import type { CallOptions, Member, User, VultrClient } from '../../../src/vultr/types.ts';
import { shortTimings } from '../../support/timings.ts';
import { clientWithHeartbeats } from '../client-with-heartbeats.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const timings = { ...shortTimings, settleMs: 30, retryFirstMs: 10, readTimeoutMs: 15 };
const ada: User = {
  id: 'ada',
  email: 'ada@example.com',
  name: 'Ada',
  activity: 'active',
  statusText: 'active',
  pending: false,
  serviceUser: false,
};
const adaAsMember: Member = { id: 'ada', email: ada.email, name: 'Ada' };
const person = { userId: 'ada', email: ada.email };
const policy = { id: 'p1', name: 'Provisioning' };
const input: GrantInput = {
  email: ada.email,
  allowedAddresses: [],
  acceptance: { registeredEmail: ada.email },
  groups: [{ groupId: 'g1', policies: [policy] }],
  from: 'confirmPerson',
  skipped: [],
  known: {},
  timings,
};

type Behaviour = {
  users?: readonly User[];
  members?: readonly Member[];
  /** Runs instead of the write; `add` carries it out. */
  onWrite?: (add: () => void, options: CallOptions | undefined, groupId: string) => Promise<void>;
  /** Called before each request with its name. */
  onRequest?: (name: string, options?: CallOptions) => void;
  effective?: readonly { id: string; name: string }[];
};

/** Vultr in memory, and Temporal as far as an activity sees it: attempts, heartbeats, cancellation. */
function given({ users = [ada], members = [], onWrite, onRequest, effective = [policy] }: Behaviour = {}) {
  const requests: string[] = [];
  const heartbeats: GrantProgress[] = [];
  const memberships = new Map<string, Member[]>([['g1', [...members]]]);
  const membersOf = (id: string) => memberships.get(id) ?? [];
  let cancelled = false;
  const request =
    <T>(name: string, answer: () => T | Promise<T>) =>
    async (options?: CallOptions): Promise<T> => {
      options?.signal?.throwIfAborted();
      requests.push(name);
      onRequest?.(name, options);
      return answer();
    };
  const add = (id = 'g1') => void memberships.set(id, [...membersOf(id), adaAsMember]);
  const client = {
    users: {
      list: request('users', () => users),
      get: (_id: string, options?: CallOptions) => request('user', () => users[0])(options),
      policies: (_id: string, options?: CallOptions) => request('effective', () => effective)(options),
      groups: (_id: string, options?: CallOptions) => request('groups of user', () => [])(options),
      roles: (_id: string, options?: CallOptions) => request('roles of user', () => [])(options),
    },
    groups: {
      members: (id: string, options?: CallOptions) => request('members', () => membersOf(id))(options),
      policies: (_id: string, options?: CallOptions) => request('attached', () => [policy])(options),
      addMember: (id: string, _user: object, options?: CallOptions) =>
        request('POST', () => (onWrite === undefined ? add(id) : onWrite(() => add(id), options, id)))(
          options,
        ),
    },
  } as unknown as VultrClient;
  const grant = createGrant(client);
  const environmentFor = (info: object) => {
    const temporal = clientWithHeartbeats((details) => {
      heartbeats.push(details as GrantProgress);
      if (cancelled) throw new ActivityCancelledError('cancelled');
    });
    return new MockActivityEnvironment(info, { logger, client: temporal });
  };
  return {
    requests,
    heartbeats,
    add,
    /** The workflow asks the activity to end: Temporal says so in its response to the next heartbeat. */
    cancel: () => (cancelled = true),
    environmentFor,
    grant,
    /** Runs an attempt, the first unless `info` says otherwise. */
    run: (change: Partial<GrantInput> = {}, info: object = { attempt: 1 }): Promise<GrantResult> =>
      environmentFor(info).run(() => grant({ ...input, ...change })),
    /** Runs the attempt that follows one whose worker died. */
    runAfterCrash: (): Promise<GrantResult> =>
      environmentFor({ attempt: 2, heartbeatDetails: heartbeats.at(-1) }).run(() => grant(input)),
  };
}

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure & { left: GrantFailure }> {
  const error = await work.then(
    () => new Error('the activity succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApplicationFailure)) throw error;
  const left = grantFailureOf(error.details?.[0]);
  if (left === undefined) throw new Error('the failure does not say what was done', { cause: error });
  return Object.assign(error, { left });
}

function errorOf(kind: VultrErrorKind, mayHaveTakenEffect = false): VultrError {
  const status = kind === 'refused' ? 400 : undefined;
  return new VultrError({ kind, request: 'POST', message: kind, mayHaveTakenEffect, status });
}

const progress = ({ step, effects }: GrantProgress) => ({ step, effects });

describe('access is granted', () => {
  test('with six requests; nothing is read twice but the members, which the write has changed', async () => {
    const { run, requests } = given();
    const { effects, proof } = await run();
    expect(effects).toEqual({ person, added: { g1: true } });
    expect(requests).toEqual(['users', 'members', 'POST', 'members', 'attached', 'effective']);
    expect(proof?.checks.map(({ passed }) => passed)).toEqual([true, true, true, true]);
    expect(proof?.checks[0]?.request).toBe('GET /v2/users');
  });

  test('to a member without a write', async () => {
    const { run, requests } = given({ members: [adaAsMember] });
    expect((await run()).effects).toEqual({ person, added: { g1: false } });
    expect(requests).toEqual(['users', 'members', 'attached', 'effective']);
  });

  test('and each step is told to Temporal before it begins', async () => {
    const { run, heartbeats } = given();
    await run();
    expect(heartbeats.map(progress)).toEqual([
      { step: 'addMember', effects: { person } },
      { step: 'addMember', effects: { person, added: { g1: true } } },
      { step: 'verifyAccess', effects: { person, added: { g1: true } } },
    ]);
  });

  test('and the person is read again if the row that confirmed them is no longer fresh', async () => {
    const start = performance.now();
    const clock = vi.spyOn(performance, 'now');
    const { run, requests } = given({
      async onWrite(add) {
        clock.mockReturnValue(start + 60_000);
        add();
      },
    });
    const { proof } = await run().finally(() => clock.mockRestore());
    expect(requests).toEqual(['users', 'members', 'POST', 'members', 'user', 'attached', 'effective']);
    expect(proof?.checks[0]?.request).toBe('GET /v2/users/ada');
  });
});

describe('what was done is known', () => {
  test('if it succeeds: who it was, and that they were added', async () => {
    expect((await given().run()).effects).toEqual({ person, added: { g1: true } });
  });

  test('if it fails after the write, whatever the failure', async () => {
    const { run } = given({ effective: [] });
    const failure = await failureOf(run());
    expect(failure).toMatchObject({
      type: 'access_not_verified',
      left: { step: 'verifyAccess', effects: { person, added: { g1: true } }, inDoubt: false },
    });
    const defect = given({
      onRequest(name) {
        if (name === 'attached') throw new TypeError('a defect');
      },
    });
    expect(await failureOf(defect.run())).toMatchObject({
      type: 'TypeError',
      left: { step: 'verifyAccess', effects: { person, added: { g1: true } } },
    });
  });

  test('if its worker dies after the write: Temporal knew of it before', async () => {
    const { run, runAfterCrash, heartbeats, add } = given({
      // The write is carried out, and nothing of this worker follows.
      onWrite: () => Promise.reject(new CancelledFailure('WORKER_SHUTDOWN')),
    });
    await expect(run()).rejects.toThrow('WORKER_SHUTDOWN');
    expect(heartbeats.at(-1)).toMatchObject({ step: 'addMember', inDoubt: true });
    add();
    // The next attempt finds a member and does not take them for an earlier one.
    expect((await runAfterCrash()).effects).toEqual({ person, added: { g1: true } });
  });

  test('if it is cancelled during the write: it finishes the write and its read-back, and stops', async () => {
    const state = given({
      async onWrite(add) {
        state.cancel();
        add();
      },
    });
    const failure = await failureOf(state.run());
    expect(failure).toMatchObject({
      type: 'stopped',
      nonRetryable: true,
      left: { step: 'verifyAccess', effects: { person, added: { g1: true } }, inDoubt: false },
    });
    expect(state.requests).toEqual(['users', 'members', 'POST', 'members']);
  });

  test('if the SDK learns of the cancellation during the write: the request is not aborted', async () => {
    const state = given({
      async onWrite(add, options) {
        environment.cancel('CANCELLED');
        options?.signal?.throwIfAborted();
        add();
      },
    });
    const environment = state.environmentFor({ attempt: 1 });
    const failure = await failureOf(environment.run(() => state.grant(input)));
    expect(failure).toMatchObject({ type: 'stopped', left: { effects: { added: { g1: true } } } });
  });

  test('if the worker shuts down: the attempt ends at once and the next one continues', async () => {
    const state = given({
      onRequest(name) {
        if (name === 'attached') environment.cancel('WORKER_SHUTDOWN');
      },
    });
    const environment = state.environmentFor({ attempt: 1 });
    await expect(environment.run(() => state.grant(input))).rejects.toThrow('WORKER_SHUTDOWN');
    expect(state.requests.at(-1)).toBe('attached');
    expect((await state.runAfterCrash()).effects).toEqual({ person, added: { g1: true } });
  });
});

describe('a hold or a cancellation', () => {
  test.each([
    ['while the person is confirmed', 'users', ['users'], { person }],
    ['while it looks for the membership', 'members', ['users', 'members'], { person }],
  ])('%s stops it before the write', async (_when, request, expected, effects) => {
    const state = given({
      onRequest(name) {
        if (name === request) state.cancel();
      },
    });
    const failure = await failureOf(state.run());
    expect(failure).toMatchObject({ type: 'stopped', left: { step: 'addMember', inDoubt: false } });
    expect(failure.left.effects).toEqual(effects);
    expect(state.requests).toEqual(expected);
  });
});

describe('a retry', () => {
  test('after a lost response finds what was added and does not take it for an earlier member', async () => {
    let isLost = true;
    const { run, requests } = given({
      async onWrite(add) {
        add();
        if (isLost) throw errorOf('unavailable', true);
      },
    });
    const { left, ...failure } = await failureOf(run());
    expect(failure).toMatchObject({ type: 'outcome_unknown', nonRetryable: true });
    expect(left).toMatchObject({
      step: 'addMember',
      effects: { person, added: { g1: true } },
      inDoubt: true,
    });
    expect(left.continueAfterMs).toBeGreaterThanOrEqual(timings.settleMs);
    isLost = false;
    const { effects } = await run({ from: left.step, known: left.effects });
    expect(effects).toEqual({ person, added: { g1: true } });
    expect(requests.filter((name) => name === 'POST')).toHaveLength(1);
  });

  test('of a write that was never sent has added nobody', async () => {
    const { run, add } = given({ onWrite: () => Promise.reject(errorOf('unavailable')) });
    const { left } = await failureOf(run());
    expect(left).toMatchObject({ step: 'addMember', effects: { person }, inDoubt: false });
    expect(left.effects.added).toBeUndefined();
    // Someone else adds them before the next attempt.
    add();
    expect((await run({ from: left.step, known: left.effects })).effects).toEqual({
      person,
      added: { g1: false },
    });
  });

  test('continues in the step in which the last attempt stopped', async () => {
    const { run, requests } = given({ members: [adaAsMember] });
    const heartbeatDetails = {
      step: 'verifyAccess',
      since: '2026-01-01',
      effects: { person, added: { g1: false } },
    };
    await run({}, { attempt: 2, heartbeatDetails });
    expect(requests).toEqual(['user', 'members', 'attached', 'effective']);
  });

  test('is left to Temporal if the workflow knows everything', async () => {
    const { run } = given({ effective: [], members: [adaAsMember] });
    const known = { person, added: { g1: false } };
    const patient = { ...timings, readTimeoutMs: 60_000 };
    const failure = await failureOf(run({ from: 'verifyAccess', known, timings: patient }));
    expect(failure).toMatchObject({ type: 'access_not_verified', nonRetryable: false });
    expect(failure.left.continueAfterMs).toBeUndefined();
  });

  test('does not come after the last attempt', async () => {
    const { run } = given({ onWrite: () => Promise.reject(errorOf('unavailable', true)) });
    const last = { attempt: 3, retryPolicy: { maximumAttempts: 3 } };
    const failure = await failureOf(run({}, last));
    expect(failure.left).toMatchObject({ step: 'addMember', effects: { added: { g1: true } } });
    expect(failure.left.continueAfterMs).toBeUndefined();
  });
});

describe('a definite refusal of the write', () => {
  const patient = { ...timings, settleMs: 60_000 };

  test('is known after one look', async () => {
    const { run, requests } = given({ onWrite: () => Promise.reject(errorOf('refused')) });
    const failure = await failureOf(run({ timings: patient }));
    expect(failure).toMatchObject({
      type: 'vultr_refused',
      nonRetryable: true,
      left: { step: 'addMember', effects: { person }, inDoubt: false },
    });
    expect(failure.left.effects.added).toBeUndefined();
    expect(requests).toEqual(['users', 'members', 'POST', 'members']);
  });

  test('of a person who is in the group by now means that someone else added them', async () => {
    const { run } = given({
      async onWrite(add) {
        add();
        throw errorOf('refused');
      },
    });
    expect((await run({ timings: patient })).effects).toEqual({ person, added: { g1: false } });
  });
});

test('what was skipped is not done', async () => {
  const adding = given();
  const failure = await failureOf(adding.run({ skipped: ['addMember'] }));
  expect(failure).toMatchObject({ type: 'access_not_verified', left: { step: 'verifyAccess' } });
  expect(adding.requests).not.toContain('POST');
  const verifying = given();
  expect(await verifying.run({ skipped: ['verifyAccess'] })).toEqual({
    effects: { person, added: { g1: true } },
  });
  expect(verifying.requests).not.toContain('effective');
});

describe('the person is not confirmed', () => {
  test.each([
    [
      'if another email accepted',
      { acceptance: { registeredEmail: 'mallory@example.com' } },
      {},
      'wrong_person',
    ],
    ['if no user has the email', {}, { users: [] }, 'person_not_found'],
    [
      'if the user is not Active',
      {},
      { users: [{ ...ada, activity: 'inactive', statusText: 'suspended' } as const] },
      'person_not_active',
    ],
    [
      'if Vultr does not say which of two allowed users accepted',
      { acceptance: {}, allowedAddresses: ['ada.l@example.com'] },
      { users: [ada, { ...ada, id: 'other', email: 'ada.l@example.com' }] },
      'person_ambiguous',
    ],
  ])('%s', async (_name, change, behaviour, type) => {
    const { run, requests } = given(behaviour);
    const { left, ...failure } = await failureOf(run(change));
    expect(failure).toMatchObject({ type });
    expect(left).toMatchObject({ step: 'confirmPerson', effects: {}, inDoubt: false });
    expect(requests).not.toContain('POST');
  });
});

describe('several groups', () => {
  const groups = ['g1', 'g2', 'g3'].map((groupId) => ({ groupId, policies: [policy] }));

  test('are granted in order, and each is told to Temporal before the next', async () => {
    const { run, heartbeats, requests } = given({ members: [adaAsMember] });
    const { effects, proof } = await run({ groups });
    expect(effects).toEqual({ person, added: { g1: false, g2: true, g3: true } });
    expect(heartbeats.map(({ effects: { added } }) => added)).toEqual([
      undefined,
      { g1: false },
      { g1: false, g2: true },
      { g1: false, g2: true },
      { g1: false, g2: true, g3: true },
      { g1: false, g2: true, g3: true },
    ]);
    expect(requests.filter((name) => name === 'effective')).toHaveLength(1);
    expect(proof?.checks.map(({ groupId, passed }) => [groupId, passed])).toEqual([
      [undefined, true],
      ...['g1', 'g2', 'g3'].flatMap((id) => [0, 1, 2].map(() => [id, true])),
    ]);
  });

  test('an attempt that fails at the second one says that the first was done, and the next one does not repeat it', async () => {
    const state = given({
      onWrite: async (add, _options, groupId) => {
        if (groupId === 'g2') throw errorOf('unavailable');
        add();
      },
    });
    const { left } = await failureOf(state.run({ groups }));
    expect(left).toMatchObject({ step: 'addMember', effects: { added: { g1: true } }, inDoubt: false });
    expect(left.effects.added).not.toHaveProperty('g2');
    expect(left.continueAfterMs).toBeGreaterThan(0);
    const before = state.requests.length;
    await failureOf(state.run({ groups, from: left.step, known: left.effects }));
    expect(state.requests.slice(before).filter((name) => name === 'POST')).toHaveLength(1);
  });

  test('are verified each: one that lacks a policy fails the check of its own', async () => {
    const other = { id: 'p2', name: 'DNS' };
    const failure = await failureOf(
      given().run({
        groups: [
          { groupId: 'g1', policies: [policy] },
          { groupId: 'g2', policies: [other] },
        ],
      }),
    );
    expect(failure.type).toBe('access_not_verified');
    expect(failure.left.effects.added).toEqual({ g1: true, g2: true });
  });
});

test('an input, and the heartbeat of an attempt, from when an onboarding had one group are read', async () => {
  const { environmentFor, grant, requests } = given({ members: [adaAsMember] });
  const { groups: _, ...rest } = input;
  const earlier = { ...rest, groupId: 'g1', policies: [policy] } as unknown as GrantInput;
  const heartbeatDetails = { step: 'verifyAccess', since: '2026-01-01', effects: { person, added: true } };
  const result = await environmentFor({ attempt: 2, heartbeatDetails }).run(() => grant(earlier));
  expect(result).toMatchObject({ effects: { person, added: { g1: true } } });
  expect(requests).toEqual(['user', 'members', 'attached', 'effective']);
});
