import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import { type FailureDetails, isFailureCode } from '../../contract/rules/failures.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';

/**
 * Returns how a step ended, as a coded failure. Rethrows a cancellation, and any error that is not the failure of a
 * step: an error of the workflow's own code must fail the workflow task, so that a fixed worker can retry it.
 */
export function stepFailureOf<Step extends string>(error: unknown, step: Step): StepFailure<Step> {
  if (isCancellation(error)) throw error;
  const failure = causeOf(error);
  if (failure instanceof ApplicationFailure) {
    const details = detailsOf(failure);
    return {
      // An answer of the group writer says in which of its steps it failed.
      step: (details?.step as Step | undefined) ?? step,
      code: isFailureCode(failure.type) ? failure.type : 'internal_error',
      message: failure.message,
      details: details ?? {},
    };
  }
  if (failure instanceof TimeoutFailure) {
    // A heartbeat can say in which step the attempt was, and whether it may have written something.
    const lastHeartbeat = (failure.lastHeartbeatDetails ?? {}) as { step?: Step; inDoubt?: boolean };
    const { step: reached, inDoubt } = lastHeartbeat;
    const message = 'The last attempt did not finish in time';
    return { step: reached ?? step, code: 'step_timed_out', message, details: defined({ inDoubt }) };
  }
  throw error;
}

/** Returns the failure that carries how another workflow's step ended. */
export function failureFrom(failure: StepFailure<string>): ApplicationFailure {
  return ApplicationFailure.create({
    type: failure.code,
    message: failure.message,
    nonRetryable: true,
    details: [{ ...failure.details, step: failure.step }],
  });
}

/** What an activity attached to its failure; `undefined` if it is not a coded failure. */
export function failureDetailsOf(error: unknown): FailureDetails | undefined {
  const failure = causeOf(error);
  return failure instanceof ApplicationFailure ? detailsOf(failure) : undefined;
}

/**
 * Returns what an activity left when it ended without a result: the details of its failure or cancellation, or those of its
 * last heartbeat if no worker finished it.
 */
export function detailsLeftBy(error: unknown): unknown {
  const failure = causeOf(error);
  if (failure instanceof TimeoutFailure) return failure.lastHeartbeatDetails;
  return failure instanceof ApplicationFailure || failure instanceof CancelledFailure
    ? failure.details?.[0]
    : undefined;
}

function causeOf(error: unknown): unknown {
  return error instanceof ActivityFailure ? error.cause : error;
}

function detailsOf({ details }: ApplicationFailure) {
  return details?.[0] as (FailureDetails & { step?: string }) | undefined;
}
