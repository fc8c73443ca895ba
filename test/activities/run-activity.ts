import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach, beforeEach } from 'vitest';
import { createVultrActivities, type VultrActivities } from '../../src/activities/index.ts';
import { grantFailureOf } from '../../src/contract/temporal/grant.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';
import { shortTimings } from '../support/timings.ts';
import { clientWithHeartbeats } from './client-with-heartbeats.ts';

// Warnings about intended faults would fill the screen.
const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

/** Attempts follow each other without a pause; the tests read from the failure how long it must be. */
export const timings = { ...shortTimings, settleMs: 1_500 };
const requestTimeoutMs = 700;

/** The activities of each test of a file, against a simulated Vultr of its own. */
export function activitiesForTest(): {
  readonly vultr: SimulatedVultr;
  readonly activities: VultrActivities;
} {
  let vultr: SimulatedVultr;
  let activities: VultrActivities;
  beforeEach(async () => {
    vultr = await startSimulatedVultr();
    activities = createVultrActivities(
      createVultrClient({
        baseUrl: vultr.url,
        apiKey: vultr.apiKey,
        timeoutMs: requestTimeoutMs,
        repeatReads: true,
      }),
    );
  });
  afterEach(() => vultr.stop());
  return {
    get vultr() {
      return vultr;
    },
    get activities() {
      return activities;
    },
  };
}

/**
 * Runs an activity as Temporal does: again after each retryable failure, and after one with which `grant` asks the workflow
 * to let it continue. `activity` gets the failure before. Returns the failures as well.
 */
export async function runWithRetries<T>(
  activity: (last: ApplicationFailure | undefined) => Promise<T>,
): Promise<{ result: T; failed: ApplicationFailure[] }> {
  const failed: ApplicationFailure[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      const environment = new MockActivityEnvironment(
        {
          attempt,
          startToCloseTimeoutMs: timings.attemptTimeoutMs,
          currentAttemptScheduledTimestampMs: Date.now(),
        },
        { logger, client: clientWithHeartbeats() },
      );
      return { result: await environment.run(() => activity(failed.at(-1))), failed };
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      failed.push(error);
      const continues = grantFailureOf(error.details?.[0])?.continueAfterMs !== undefined;
      if ((error.nonRetryable === true && !continues) || attempt === 5) throw error;
    }
  }
}

/** Runs one attempt and returns its failure. */
export async function failureOf(activity: () => Promise<unknown>): Promise<ApplicationFailure> {
  try {
    const options = { logger, client: clientWithHeartbeats() };
    const info = { attempt: 1, startToCloseTimeoutMs: timings.attemptTimeoutMs };
    await new MockActivityEnvironment(info, options).run(activity);
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
  throw new Error('the activity succeeded');
}

/** Faults after which Vultr has done what was asked, and the response is lost. */
export const lostResponses = [
  { kind: 'error-after' },
  { kind: 'drop-after' },
  { kind: 'html-504', when: 'after' },
  { kind: 'garbage', when: 'after' },
  { kind: 'slow', when: 'after', delayMs: 5_000 },
];
