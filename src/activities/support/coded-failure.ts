import { ApplicationFailure } from '@temporalio/common';
import { inDoubt } from './heartbeat-state.ts';
import { type FailureCode, type FailureDetails, failures } from '../../contract/rules/failures.ts';

/**
 * The only kind of error an activity throws: its `type` is a code of `contract/failures.ts`, which also says whether
 * Temporal may try again. `retryAfterMs` sets the pause before the next attempt; Temporal takes 0 for "never again",
 * so it is at least a second. `final` ends the retries of a code that is retryable as a rule.
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
    details: [{ ...details, inDoubt: inDoubt() }],
    ...(retryable && options.retryAfterMs !== undefined
      ? { nextRetryDelay: Math.max(1_000, Math.round(options.retryAfterMs)) }
      : {}),
    ...(options.benign === true ? { category: 'BENIGN' } : {}),
  });
}
