import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test, vi } from 'vitest';
import { createBreakerInterceptor } from '../../../src/activities/interceptors/breaker.ts';
import { codedFailure } from '../../../src/activities/support/coded-failure.ts';
import type { KeyBreaker, KeyError } from '../../../src/vultr/key-breaker.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const unauthorized: KeyError = { kind: 'unauthorized', message: 'GET /v2/users: Invalid API token.' };
const forbidden: KeyError = { kind: 'forbidden', message: 'POST /v2/invitation: No permission.' };

function given(keyError?: KeyError) {
  const trip = vi.fn<KeyBreaker['trip']>();
  const breaker: KeyBreaker = {
    error: () => keyError,
    waitUntilClosed: async () => {},
    trip,
    stop: () => {},
  };
  const interceptors = [createBreakerInterceptor(breaker)];
  const run = (activityType: string, activity: () => Promise<unknown>) =>
    new MockActivityEnvironment({ activityType }, { interceptors, logger }).run(activity);
  return { trip, run };
}

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await work.then(
    () => new Error('the activity succeeded'),
    (failure: unknown) => failure,
  );
  if (error instanceof ApplicationFailure) return error;
  throw error;
}

describe('while the breaker is closed', () => {
  test('an activity runs, and its result is returned', async () => {
    const { run, trip } = given();
    expect(await run('inviteUser', async () => 'sent')).toBe('sent');
    expect(trip).not.toHaveBeenCalled();
  });

  test.each([
    ['vultr_unauthorized', unauthorized],
    ['vultr_forbidden', forbidden],
  ] as const)('an activity that fails with %s opens it', async (code, keyError) => {
    const { run, trip } = given();
    const failure = await failureOf(
      run('inviteUser', async () => {
        throw codedFailure(code, keyError.message);
      }),
    );
    expect(failure).toMatchObject({ type: code, message: keyError.message });
    expect(trip.mock.calls).toEqual([[keyError]]);
  });

  test.each([
    ['another code', 'Service Unavailable', () => codedFailure('vultr_unavailable', 'Service Unavailable')],
    ['an error without a code', 'vultr_unauthorized', () => new Error('vultr_unauthorized')],
  ])('an activity that fails with %s does not open it', async (_name, message, createError) => {
    const { run, trip } = given();
    const work = run('inviteUser', async () => {
      throw createError();
    });
    await expect(work).rejects.toThrow(message);
    expect(trip).not.toHaveBeenCalled();
  });
});

describe('while the breaker is open', () => {
  test.each([
    ['vultr_unauthorized', unauthorized],
    ['vultr_forbidden', forbidden],
  ] as const)('an activity fails with %s before it starts, and is retried in 5 s', async (type, keyError) => {
    const { run, trip } = given(keyError);
    const activity = vi.fn<() => Promise<void>>();
    const failure = await failureOf(run('inviteUser', activity));
    expect(failure).toMatchObject({ type, nonRetryable: false, nextRetryDelay: 5_000 });
    expect(failure.message).toContain(keyError.message);
    expect(activity).not.toHaveBeenCalled();
    expect(trip).not.toHaveBeenCalled();
  });
});

describe.each(['reportAccess', 'planHires'])('%s', (activityType) => {
  test('runs while the breaker is open, because its caller waits for the result', async () => {
    const { run } = given(unauthorized);
    expect(await run(activityType, async () => 'report')).toBe('report');
  });

  test('does not open the breaker', async () => {
    const { run, trip } = given();
    const work = run(activityType, async () => {
      throw codedFailure('vultr_unauthorized', unauthorized.message);
    });
    expect(await failureOf(work)).toMatchObject({ type: 'vultr_unauthorized' });
    expect(trip).not.toHaveBeenCalled();
  });
});
