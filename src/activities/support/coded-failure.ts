import { ApplicationFailure } from '@temporalio/common';
import { type FailureCode, type FailureDetails, failures } from '../../contract/rules/failures.ts';
import type { Mismatch } from '../../contract/rules/match-names.ts';
import { grantProgressOf } from '../../contract/temporal/grant.ts';
import { inDoubt, loadAttemptState } from './heartbeat-state.ts';

/**
 * Creates the only kind of error that a step's activity throws. Its `type` is a code of `contract/rules/failures.ts`,
 * which also decides whether Temporal may retry.
 *
 * - `retryAfterMs` is the pause before the next attempt. Temporal takes 0 for "never", so it is at least a second.
 * - `final` ends the retries of a code that is retryable as a rule.
 * - `benign` marks a failure that is not an error, so that it is neither logged nor counted as one.
 */
export function codedFailure<Code extends FailureCode>(
  code: Code,
  message: string,
  details: FailureDetails<Code> = {},
  options: { retryAfterMs?: number; final?: boolean; benign?: boolean } = {},
): ApplicationFailure {
  const retryable = failures[code].retryable && options.final !== true;
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: !retryable,
    details: [{ ...details, ...grantProgressOf(loadAttemptState()), inDoubt: inDoubt() }],
    ...(retryable && options.retryAfterMs !== undefined
      ? { nextRetryDelay: Math.max(1_000, Math.round(options.retryAfterMs)) }
      : {}),
    ...(options.benign === true ? { category: 'BENIGN' } : {}),
  });
}

/** Creates the failure of a step for a name that does not mean exactly one thing at Vultr. */
export function mismatchFailure({ code, message, facts }: Mismatch): ApplicationFailure {
  // The facts belong to the code: `Mismatch` pairs them.
  return codedFailure<FailureCode>(code, message, { facts });
}
