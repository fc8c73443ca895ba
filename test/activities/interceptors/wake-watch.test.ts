import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWakeWatchInterceptor } from '../../../src/activities/interceptors/wake-watch.ts';
import type { InvitationWatchInput } from '../../../src/contract/temporal/invitation-watch.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const watch: InvitationWatchInput = {
  organization: 'example',
  taskQueues: { onboarding: 'onboarding-example', vultr: 'vultr-example' },
  sweepEveryMs: 2_000,
  requestsPerSecond: 1,
  fullSweepEveryMs: 600_000,
  lingerMs: 30_000,
  idleMs: 3_600_000,
};

let nowMs = 100_000;

beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
});

type SignalWithStart = (type: string, options: object) => Promise<unknown>;

/** Every call that an activity makes with its client goes through this. */
const withAbortSignal = (_signal: AbortSignal, call: () => unknown) => call();
const options = { namespace: 'default' };

/** A worker with one interceptor, which all of its activities share. */
function given() {
  const signalWithStart = vi.fn<SignalWithStart>();
  const client = { workflow: { signalWithStart }, options, withAbortSignal } as unknown as Client;
  const interceptors = [createWakeWatchInterceptor(watch)];
  const run = (activityType: string, activity: () => Promise<unknown> = async () => 'done') =>
    new MockActivityEnvironment(
      { activityType, taskQueue: 'vultr-example' },
      { interceptors, client, logger },
    ).run(activity);
  return { signalWithStart, run };
}

test.each(['inviteUser', 'renewInvitation'])('wakes the watch after %s', async (activityType) => {
  const { run, signalWithStart } = given();
  expect(await run(activityType)).toBe('done');
  expect(signalWithStart.mock.calls).toEqual([
    [
      'invitationWatch',
      expect.objectContaining({ workflowId: 'invitation-watch-example', args: [watch], signalArgs: [watch] }),
    ],
  ]);
});

test.each(['preflight', 'grant', 'awaitAcceptance', 'watchInvitations'])(
  'does not wake it after %s, which sends no invitation',
  async (activityType) => {
    const { run, signalWithStart } = given();
    await run(activityType);
    expect(signalWithStart).not.toHaveBeenCalled();
  },
);

test('does not wake it after an activity that failed', async () => {
  const { run, signalWithStart } = given();
  await expect(run('inviteUser', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(signalWithStart).not.toHaveBeenCalled();
});

test('wakes it once while it is awake anyway, however many invitations are sent', async () => {
  const { run, signalWithStart } = given();
  await run('inviteUser');
  nowMs += 20_000;
  await run('renewInvitation');
  expect(signalWithStart).toHaveBeenCalledTimes(1);
  nowMs += 1;
  await run('inviteUser');
  expect(signalWithStart).toHaveBeenCalledTimes(2);
});

test('does not fail an activity if it cannot wake the watch, and tries again after the next one', async () => {
  const { run, signalWithStart } = given();
  signalWithStart.mockRejectedValueOnce(new Error('Temporal is unavailable'));
  expect(await run('inviteUser')).toBe('done');
  expect(await run('inviteUser')).toBe('done');
  expect(signalWithStart).toHaveBeenCalledTimes(2);
});
