import { Context } from '@temporalio/activity';
import { backoffMs, jitter } from '../../contract/temporal/backoff.ts';
import type { FailureCode, FailureDetails } from '../../contract/rules/failures.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { VultrError, type VultrErrorKind } from '../../vultr/errors.ts';
import { codedFailure } from './coded-failure.ts';
import { saveAttemptState } from './heartbeat-state.ts';
import { notVisibleYet } from './read-back.ts';

/** A read: whatever goes wrong, nothing has changed, so a passing fault is tried again soon. */
export async function reading<T>(timings: Timings, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await call(Context.current().cancellationSignal);
  } catch (error) {
    throw toCodedFailure(error, timings);
  }
}

/** Vultr did it (and may have answered the thing), or looked at it and said no. */
export type WriteResult<T> =
  { readonly refusal?: undefined; readonly value: T } | { readonly refusal: VultrError };

/**
 * A write. A refusal is handed back, because what it means only a second look can tell: Vultr documents no answer for
 * a thing that exists already. Where the write may have happened in spite of an error, the next attempt begins only
 * after reads have had time to show it; the attempt looks first, and what it finds it does not do again.
 */
export async function writing<T>(
  timings: Timings,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<WriteResult<T>> {
  try {
    const value = await call(Context.current().cancellationSignal);
    // Done, and until the attempt has told so, nobody but this memory knows.
    saveAttemptState({ inDoubt: true });
    return { value };
  } catch (error) {
    if (!(error instanceof VultrError)) throw error;
    if (error.kind === 'refused' || error.kind === 'not_found') return { refusal: error };
    if (!error.mayHaveTakenEffect) throw toCodedFailure(error, timings);
    saveAttemptState({ inDoubt: true });
    const retryAfterMs = Math.max(timings.settleMs, pauseMs(timings), error.retryAfterMs ?? 0);
    throw codedFailure('outcome_unknown', error.message, detailsOf(error), { retryAfterMs });
  }
}

const codes = {
  unauthorized: 'vultr_unauthorized',
  forbidden: 'vultr_forbidden',
  refused: 'vultr_refused',
  // Just after a create, Vultr can answer 404 for a while.
  not_found: 'write_not_visible',
  rate_limited: 'vultr_rate_limited',
  unavailable: 'vultr_unavailable',
  unreadable: 'vultr_unreadable',
} as const satisfies Record<VultrErrorKind, FailureCode>;

/** The coded failure for what the client threw; anything else is handed back as it is. */
export function toCodedFailure(error: unknown, timings: Timings): unknown {
  if (!(error instanceof VultrError)) return error;
  const code = codes[error.kind];
  if (error.kind === 'not_found') return notVisibleYet(code, error.message, detailsOf(error), timings);
  const retryAfterMs = Math.max(jitter(pauseMs(timings), Math.random()), error.retryAfterMs ?? 0);
  return codedFailure(code, error.message, detailsOf(error), { retryAfterMs });
}

export function detailsOf(error: VultrError): FailureDetails {
  return {
    request: error.request,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.responseText === undefined ? {} : { answer: error.responseText }),
  };
}

function pauseMs(timings: Timings): number {
  return backoffMs(Context.current().info.attempt, timings.retryFirstMs, timings.retryMaxMs);
}
