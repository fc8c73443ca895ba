import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { type FailureDetails, isFailureCode } from '../../contract/rules/failures.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';
import type { Step } from '../../contract/rules/states.ts';

/**
 * What a step ended with, as a coded failure. Rethrows a cancellation, and what is no failure of a step: an error of
 * the workflow's own code must fail the workflow task, where a fixed worker can take it up.
 */
export function stepFailureOf(error: unknown, step: Step): StepFailure {
  if (isCancellation(error)) throw error;
  const failure = error instanceof ActivityFailure ? error.cause : error;
  if (failure instanceof ApplicationFailure) {
    const details = failure.details?.[0] as (FailureDetails & { step?: Step }) | undefined;
    return {
      step: details?.step ?? step,
      code: isFailureCode(failure.type) ? failure.type : 'internal_error',
      message: failure.message,
      details: details ?? {},
    };
  }
  if (failure instanceof TimeoutFailure) {
    return {
      step,
      code: 'step_timed_out',
      message: 'The last attempt was not finished in time',
      details: {},
    };
  }
  throw error;
}

/** The failure that carries what another workflow's step ended with. */
export function failureFrom(failure: StepFailure): ApplicationFailure {
  return ApplicationFailure.create({
    type: failure.code,
    message: failure.message,
    nonRetryable: true,
    details: [{ ...failure.details, step: failure.step }],
  });
}
