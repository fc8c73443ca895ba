import { sleep } from '@temporalio/activity';
import { attemptsWithin, backoffMs } from '../contract/backoff.ts';
import type { FailureCode, FailureDetails } from '../contract/failures.ts';
import type { Timings } from '../contract/timings.ts';
import { codedFailure } from './failure.ts';
import { recall, remember } from './memory.ts';

/**
 * Reads until `look` answers something, for as long as a read may lag behind a write; `undefined` where it never
 * does. Waiting inside the attempt keeps what only this attempt knows, such as the id that a create answered.
 */
export async function readBack<T>(
  timings: Timings,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const looks = attemptsWithin(timings.settleMs, timings.retryFirstMs, timings.settleMs);
  for (let looked = 1; ; looked++) {
    const seen = await look();
    if (seen !== undefined || looked >= looks) return seen;
    await sleep(backoffMs(looked, timings.retryFirstMs, timings.settleMs));
  }
}

/**
 * Counts, over the attempts of this activity, how often a reading did not show yet what it should; faults of the
 * network in between do not count. `final` says that the patience is used up.
 */
export function countMiss(timings: Timings): { final: boolean; retryAfterMs: number } {
  const misses = (recall().misses ?? 0) + 1;
  remember({ misses });
  return {
    final: misses >= attemptsWithin(timings.readPatienceMs, timings.retryFirstMs, timings.retryMaxMs),
    retryAfterMs: backoffMs(misses, timings.retryFirstMs, timings.retryMaxMs),
  };
}

/** The failure for a reading that does not show yet what it should. */
export function notYet(code: FailureCode, message: string, details: FailureDetails, timings: Timings): Error {
  return codedFailure(code, message, details, countMiss(timings));
}
