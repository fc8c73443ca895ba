import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { createWatchInvitations } from '../../../src/activities/watch/watch-invitations.ts';
import { VultrError } from '../../../src/vultr/errors.ts';
import type { VultrClient } from '../../../src/vultr/types.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const input = {
  organization: 'example',
  taskQueues: { onboarding: 'onboarding-example', vultr: 'vultr-example' },
  sweepEveryMs: 2_000,
  requestsPerSecond: 1,
  fullSweepEveryMs: 600_000,
  lingerMs: 30_000,
  idleMs: 3_600_000,
  roundMs: 3_600_000,
  movedTotals: 2,
};

const away = new VultrError({
  kind: 'unavailable',
  request: 'GET /v2/invitation',
  message: 'no connection',
  mayHaveTakenEffect: false,
});

/** A Temporal in which no flow waits. */
const client = {
  workflowService: { listWorkflowExecutions: async () => ({ executions: [], nextPageToken: [] }) },
  options: { namespace: 'default' },
  withAbortSignal: (_signal: AbortSignal, call: () => unknown) => call(),
} as unknown as Client;

test('a round that the workflow ends early returns what it has learned about the totals', async () => {
  let sweeps = 0;
  const list = () => {
    sweeps++;
    return Promise.reject(away);
  };
  const vultr = { invitations: { list } } as unknown as VultrClient;
  const watchInvitations = createWatchInvitations({
    vultr,
    onboardingIdOf: (email) => email,
    stopping: new AbortController().signal,
  });
  const environment = new MockActivityEnvironment(
    { activityType: 'watchInvitations', taskQueue: 'vultr-example' },
    { client, logger },
  );
  const round = environment.run(watchInvitations, input);
  await expect.poll(() => sweeps).toBe(1);
  environment.cancel();
  expect(await round).toEqual({ isNeeded: true, movedTotals: 2 });
});
