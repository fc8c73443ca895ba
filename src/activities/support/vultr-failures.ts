import { Context } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';
import { defined } from '../../contract/lib/optional.ts';
import type { FailureCode, FailureDetails } from '../../contract/rules/failures.ts';
import { backoffMs, jitter } from '../../contract/temporal/backoff.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { VultrError, type VultrErrorKind } from '../../vultr/errors.ts';
import { codedFailure } from './coded-failure.ts';
import { notVisibleYet } from './read-back.ts';

const codes = {
  unauthorized: 'vultr_unauthorized',
  forbidden: 'vultr_forbidden',
  refused: 'vultr_refused',
  // For a while after a create, Vultr can respond with 404.
  not_found: 'write_not_visible',
  rate_limited: 'vultr_rate_limited',
  unavailable: 'vultr_unavailable',
  out_of_time: 'attempt_out_of_time',
  unreadable: 'vultr_unreadable',
} as const satisfies Record<VultrErrorKind, FailureCode>;

/** Returns the coded failure for an error of the client, and any other error as it is. */
export function toCodedFailure(error: unknown, timings: Timings): unknown {
  if (!(error instanceof VultrError)) return error;
  const code = codes[error.kind];
  if (error.kind === 'not_found') return notVisibleYet(code, error.message, detailsOf(error), timings);
  const retryAfterMs = Math.max(jitter(pauseMs(timings), Math.random()), error.retryAfterMs ?? 0);
  return codedFailure(code, error.message, detailsOf(error), { retryAfterMs });
}

/** The failure of a write that may have taken effect. The pause gives reads the time to show it. */
export function outcomeUnknown(error: VultrError, timings: Timings): Error {
  const retryAfterMs = Math.max(timings.settleMs, pauseMs(timings), error.retryAfterMs ?? 0);
  return codedFailure('outcome_unknown', error.message, detailsOf(error), { retryAfterMs });
}

/** The failure of a write that Vultr refused, once another look has shown that the effect is not there either. */
export function refusedFailure(
  refusal: VultrError,
  code: 'vultr_refused' | 'invitation_refused' = 'vultr_refused',
): ApplicationFailure {
  return codedFailure(code, refusal.message, detailsOf(refusal));
}

export function detailsOf({ request, status, responseText }: VultrError): FailureDetails {
  return defined({ request, status, answer: responseText });
}

function pauseMs({ retryFirstMs, retryMaxMs }: Timings): number {
  return backoffMs(Context.current().info.attempt, retryFirstMs, retryMaxMs);
}
