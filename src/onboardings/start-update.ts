import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowUpdateHandle,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import { callTemporal, isTemporalAway, withDeadline } from './call-temporal.ts';

/** How long a caller waits for a worker to pick up an update. */
const acceptTimeoutMs = 4_000;

/** How often an update is sent to a workflow that is about to repeat a task. */
const attempts = 8;
const attemptPauseMs = 250;

/**
 * Sends an update to an open workflow and returns once a worker has picked it up. If the validator rejects it, the
 * handle's `result` throws `WorkflowUpdateFailedError`. Throws `worker_unavailable`, `temporal_unavailable`, and
 * `command_not_possible` if the workflow has just ended or can take no more updates.
 */
export async function startUpdate<Result, Input>(
  client: OrganizationClient,
  execution: OwnExecution,
  update: UpdateDefinition<Result, [Input]>,
  updateId: string,
  input: Input,
): Promise<WorkflowUpdateHandle<Result>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withDeadline(client, acceptTimeoutMs, () =>
        execution.startUpdate(update, { args: [input], updateId }),
      );
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) {
        throw new ProblemError('command_not_possible', 'The onboarding has just ended.', { cause: error });
      }
      if (!isNotReady(error) || attempt === attempts) throw (await toProblem(client, error)) ?? error;
    }
    await sleep(attemptPauseMs);
  }
}

/**
 * Why a workflow has refused an update: the type of the failure, and its message. Returns `undefined` for an error that is no
 * refusal.
 */
export function refusalOf(
  error: unknown,
): { readonly type: string | undefined; readonly message: string } | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { cause } = error;
  const type = cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined;
  return { type, message: cause?.message ?? '' };
}

function grpcErrorOf(error: unknown) {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause : undefined;
}

/** Temporal uses one code for a workflow that can take no more updates and for one that is only about to repeat a task. */
const limitMessage = /limit on the total number/i;

/**
 * Whether the workflow repeats its current task, for example because a signal arrived while it continued as new. The update is
 * not accepted, and sending it again is safe.
 */
function isNotReady(error: unknown): boolean {
  const grpcError = grpcErrorOf(error);
  const code: number | undefined = grpcError?.code;
  return code === grpcStatus.failedPrecondition && !limitMessage.test(grpcError?.message ?? '');
}

async function toProblem(client: OrganizationClient, error: unknown): Promise<ProblemError | undefined> {
  const code: number | undefined = grpcErrorOf(error)?.code;
  if (isNotReady(error)) {
    const message =
      'The workflow is repeating a task and cannot take a command now. Repeat the request in a few seconds.';
    return new ProblemError('temporal_unavailable', message, { retryAfterSeconds: 5, cause: error });
  }
  if (code === grpcStatus.resourceExhausted) {
    const message =
      'The onboarding has as many commands in progress as Temporal allows. Retry once they have taken effect.';
    return new ProblemError('temporal_unavailable', message, { retryAfterSeconds: 5, cause: error });
  }
  if (code === grpcStatus.failedPrecondition) {
    const message =
      'The onboarding has taken as many commands as Temporal allows one workflow. It continues by itself; to end it, cancel it in Temporal.';
    return new ProblemError('command_not_possible', message, { cause: error });
  }
  if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) && !isTemporalAway(error))
    return undefined;
  // If Temporal can be reached, it is the worker that did not respond.
  await callTemporal(client, () => client.serverVersion());
  const message =
    'No worker picked up the command. Start a worker; the command stays queued, and repeating it is safe.';
  return new ProblemError('worker_unavailable', message, { retryAfterSeconds: 10, cause: error });
}
