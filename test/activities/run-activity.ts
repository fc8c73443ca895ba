import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach, beforeEach } from 'vitest';
import { createVultrActivities, type VultrActivities } from '../../src/activities/index.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';
import { shortTimings } from '../support/timings.ts';

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

/** Runs an activity as Temporal does: again after each retryable failure. Returns the failures as well. */
export async function runWithRetries<T>(
  activity: () => Promise<T>,
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
        { logger },
      );
      return { result: await environment.run(activity), failed };
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      failed.push(error);
      if (error.nonRetryable === true || attempt === 5) throw error;
    }
  }
}

/** Runs one attempt and returns its failure. */
export async function failureOf(activity: () => Promise<unknown>): Promise<ApplicationFailure> {
  try {
    await new MockActivityEnvironment(
      { attempt: 1, startToCloseTimeoutMs: timings.attemptTimeoutMs },
      { logger },
    ).run(activity);
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
