import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { FailureCode, FailureDetails } from '../../contract/rules/failures.ts';
import { attemptsWithin, backoffMs } from '../../contract/temporal/backoff.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { codedFailure } from './coded-failure.ts';
import { loadAttemptState, saveAttemptState } from './heartbeat-state.ts';

/**
 * Calls `look` until it returns something, for as long as reads may lag behind a write. Returns `undefined` if it never
 * does. Waiting inside the attempt keeps what only this attempt knows, such as the ID that a create returned. Throws the
 * reason of `signal` if that ends a pause.
 */
export async function readBack<T>(
  timings: Timings,
  signal: AbortSignal,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let looks = 1, waitedMs = 0; ; looks++) {
    const remainingMs = timings.settleMs - waitedMs;
    const found = await lookOnce(look, remainingMs > 0);
    if (found !== undefined || remainingMs <= 0) return found;
    const pauseMs = Math.min(backoffMs(looks, timings.retryFirstMs, timings.settleMs), remainingMs);
    await sleep(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    waitedMs += pauseMs;
  }
}

/** Treats a transient fault like a look that found nothing, as long as another look follows. */
async function lookOnce<T>(
  look: () => Promise<T | undefined>,
  anotherFollows: boolean,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (anotherFollows && error instanceof ApplicationFailure && error.nonRetryable !== true) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Counts, across the attempts of this activity, the reads that did not show yet what they should; network faults in
 * between do not count. `final` is set once reads have had all the time that `readTimeoutMs` gives them.
 */
function countStaleRead(timings: Timings): { final: boolean; retryAfterMs: number } {
  const staleReads = (loadAttemptState().staleReads ?? 0) + 1;
  saveAttemptState({ staleReads });
  return {
    final: staleReads >= attemptsWithin(timings.readTimeoutMs, timings.retryFirstMs, timings.retryMaxMs),
    retryAfterMs: backoffMs(staleReads, timings.retryFirstMs, timings.retryMaxMs),
  };
}

/** Creates the failure for a read that does not show yet what it should. */
export function notVisibleYet(
  code: FailureCode,
  message: string,
  details: FailureDetails,
  timings: Timings,
): Error {
  return codedFailure(code, message, details, countStaleRead(timings));
}
