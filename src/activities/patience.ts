import { Context, sleep } from '@temporalio/activity';
import { attemptsWithin, backoffMs } from '../contract/backoff.ts';
import type { FailureCode, FailureDetails } from '../contract/failures.ts';
import type { Timings } from '../contract/timings.ts';
import { codedFailure } from './failure.ts';

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
 * The failure for a reading that does not show yet what it should. It counts, over the attempts of this activity,
 * how often that was so (faults of the network in between do not count) and is final once the patience is used up.
 */
export function notYet(code: FailureCode, message: string, details: FailureDetails, timings: Timings): Error {
  const context = Context.current();
  const earlier = context.info.heartbeatDetails as { misses?: number } | undefined;
  const misses = (earlier?.misses ?? 0) + 1;
  // Temporal hands the last heartbeat's details to the next attempt.
  context.heartbeat({ misses });
  const final = misses >= attemptsWithin(timings.readPatienceMs, timings.retryFirstMs, timings.retryMaxMs);
  const retryAfterMs = backoffMs(misses, timings.retryFirstMs, timings.retryMaxMs);
  return codedFailure(code, message, details, { final, retryAfterMs });
}
