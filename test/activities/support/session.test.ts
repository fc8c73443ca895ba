import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test, vi } from 'vitest';
import { createSession, type VultrSession } from '../../../src/activities/support/session.ts';
import { VultrError, type VultrErrorKind } from '../../../src/vultr/errors.ts';
import type { VultrClient } from '../../../src/vultr/types.ts';
import { shortTimings } from '../../support/timings.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const attemptMs = 45_000;
const group = { name: 'Developers', description: '' };

function errorOf(kind: VultrErrorKind, facts: { mayHaveTakenEffect?: boolean; retryAfterMs?: number } = {}) {
  const { mayHaveTakenEffect = false, retryAfterMs } = facts;
  return new VultrError({ kind, request: '/v2/groups', message: kind, mayHaveTakenEffect, retryAfterMs });
}

function given(respond: () => Promise<undefined> = async () => undefined) {
  const get = vi.fn<VultrClient['groups']['get']>(respond);
  const create = vi.fn<VultrClient['groups']['create']>(respond);
  const suspendUser = vi.fn<VultrClient['organizations']['suspendUser']>(respond);
  const client = { groups: { get, create }, organizations: { suspendUser } } as unknown as VultrClient;
  const environment = new MockActivityEnvironment(
    { attempt: 1, startToCloseTimeoutMs: attemptMs },
    { logger },
  );
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  const run = <T>(work: (vultr: VultrSession) => Promise<T>) =>
    environment.run(() => work(createSession(client, shortTimings)));
  const failureOf = async (work: (vultr: VultrSession) => Promise<unknown>) => {
    const error = await run(work).catch((thrown: unknown) => thrown);
    if (error instanceof ApplicationFailure) return error;
    throw error;
  };
  return { get, create, suspendUser, environment, heartbeats, run, failureOf };
}

test('every request carries the cancellation signal of the activity', async () => {
  const { get, create, environment, run } = given();
  await run(async (vultr) => {
    await vultr.groups.get('g1');
    await vultr.groups.create(group);
  });
  const { signal } = get.mock.calls[0]?.[1] ?? {};
  expect(signal?.aborted).toBe(false);
  environment.cancel();
  expect(signal?.aborted).toBe(true);
  expect(create.mock.calls).toMatchObject([[group, { signal: environment.context.cancellationSignal }]]);
});

describe('a read', () => {
  test('that fails throws a coded failure and puts nothing in doubt', async () => {
    const { failureOf, heartbeats } = given(() => Promise.reject(errorOf('unavailable')));
    const failure = await failureOf((vultr) => vultr.groups.get('g1'));
    expect(failure).toMatchObject({ type: 'vultr_unavailable', nonRetryable: false });
    expect(failure.details?.[0]).toMatchObject({ request: '/v2/groups', inDoubt: false });
    expect(heartbeats).toEqual([]);
  });

  test('waits for as long as Vultr demands', async () => {
    const { failureOf } = given(() => Promise.reject(errorOf('rate_limited', { retryAfterMs: 17_000 })));
    const failure = await failureOf((vultr) => vultr.groups.get('g1'));
    expect(failure).toMatchObject({ type: 'vultr_rate_limited', nextRetryDelay: 17_000 });
  });
});

describe('a write', () => {
  test('returns the value, and its trace is saved until the attempt ends', async () => {
    const { run, heartbeats } = given();
    expect(await run((vultr) => vultr.groups.create(group))).toEqual({ value: undefined });
    expect(heartbeats).toEqual([{ inDoubt: true }]);
  });

  test('that takes something away is announced before it is sent', async () => {
    const { run, heartbeats, suspendUser } = given();
    let announced: unknown[] = [];
    suspendUser.mockImplementation(async () => void (announced = [...heartbeats]));
    await run((vultr) => vultr.organizations.suspendUser('o1', 'u1'));
    expect(announced).toEqual([{ inDoubt: true }]);
    expect(heartbeats).toEqual([{ inDoubt: true }]);
  });

  test('that was announced and refused leaves no doubt', async () => {
    const { run, heartbeats } = given(() => Promise.reject(errorOf('refused')));
    await run((vultr) => vultr.organizations.suspendUser('o1', 'u1'));
    expect(heartbeats).toEqual([{ inDoubt: true }, { inDoubt: false }]);
  });

  test.each(['refused', 'not_found'] as const)('that is %s returns the refusal', async (kind) => {
    const refusal = errorOf(kind);
    const { run, heartbeats } = given(() => Promise.reject(refusal));
    expect(await run((vultr) => vultr.groups.create(group))).toEqual({ refusal });
    expect(heartbeats).toEqual([]);
  });

  test('must be over before the end of the attempt by the time that reads may lag', async () => {
    const { create, run } = given();
    await run((vultr) => vultr.groups.create(group));
    const remainingMs = create.mock.calls[0]?.[1]?.deadline?.remainingMs() ?? 0;
    const endsMs = attemptMs - shortTimings.settleMs;
    expect(remainingMs).toBeLessThanOrEqual(endsMs);
    expect(remainingMs).toBeGreaterThan(endsMs - 5_000);
  });

  test('that was not sent because it could not finish is retried, and puts nothing in doubt', async () => {
    const { failureOf, heartbeats } = given(() => Promise.reject(errorOf('out_of_time')));
    const failure = await failureOf((vultr) => vultr.groups.create(group));
    expect(failure).toMatchObject({ type: 'attempt_out_of_time', nonRetryable: false });
    expect(failure.details?.[0]).toMatchObject({ inDoubt: false });
    expect(heartbeats).toMatchObject([{ outOfTime: { attempt: 1 } }]);
  });

  test('that was not sent fails like a read', async () => {
    const { failureOf, heartbeats } = given(() => Promise.reject(errorOf('unavailable')));
    const failure = await failureOf((vultr) => vultr.groups.create(group));
    expect(failure).toMatchObject({ type: 'vultr_unavailable' });
    expect(failure.details?.[0]).toMatchObject({ inDoubt: false });
    expect(heartbeats).toEqual([]);
  });

  test('that may have taken effect leaves a doubt, and the pause gives reads the time to show it', async () => {
    const lost = errorOf('unavailable', { mayHaveTakenEffect: true });
    const { failureOf, heartbeats } = given(() => Promise.reject(lost));
    const failure = await failureOf((vultr) => vultr.groups.create(group));
    expect(failure).toMatchObject({ type: 'outcome_unknown', nonRetryable: false });
    expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(shortTimings.settleMs);
    expect(failure.details?.[0]).toMatchObject({ inDoubt: true });
    expect(heartbeats).toEqual([{ inDoubt: true }]);
  });
});
