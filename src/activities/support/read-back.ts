import { sleep } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { attemptsWithin, backoffMs } from '../../contract/temporal/backoff.ts';
import type { FailureCode, FailureDetails } from '../../contract/rules/failures.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { codedFailure } from './coded-failure.ts';
import { loadAttemptState, saveAttemptState } from './heartbeat-state.ts';

/**
 * Reads until `look` answers something, for as long as a read may lag behind a write; `undefined` where it never
 * does. Waiting inside the attempt keeps what only this attempt knows, such as the id that a create answered.
 */
export async function readBack<T>(
  timings: Timings,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let looked = 1, waitedMs = 0; ; looked++) {
    const remainingMs = timings.settleMs - waitedMs;
    const seen = await unlessPassing(look, remainingMs > 0);
    if (seen !== undefined || remainingMs <= 0) return seen;
    const pauseMs = Math.min(backoffMs(looked, timings.retryFirstMs, timings.settleMs), remainingMs);
    await sleep(pauseMs);
    waitedMs += pauseMs;
  }
}

/** A look that a passing fault met is one that saw nothing, as long as there is another one to come. */
async function unlessPassing<T>(
  look: () => Promise<T | undefined>,
  isForgiven: boolean,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isForgiven && error instanceof ApplicationFailure && error.nonRetryable !== true) return undefined;
    throw error;
  }
}

/**
 * Counts, over the attempts of this activity, how often a reading did not show yet what it should; faults of the
 * network in between do not count. `final` says that the patience is used up.
 */
export function countStaleRead(timings: Timings): { final: boolean; retryAfterMs: number } {
  const misses = (loadAttemptState().misses ?? 0) + 1;
  saveAttemptState({ misses });
  return {
    final: misses >= attemptsWithin(timings.readTimeoutMs, timings.retryFirstMs, timings.retryMaxMs),
    retryAfterMs: backoffMs(misses, timings.retryFirstMs, timings.retryMaxMs),
  };
}

/** The failure for a reading that does not show yet what it should. */
export function notVisibleYet(
  code: FailureCode,
  message: string,
  details: FailureDetails,
  timings: Timings,
): Error {
  return codedFailure(code, message, details, countStaleRead(timings));
}
