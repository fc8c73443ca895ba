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

/**
 * Sends an update to an open workflow and returns once a worker has picked it up. If the validator rejects it, the
 * handle's `result` throws `WorkflowUpdateFailedError`. Throws `worker_unavailable`, and `command_not_possible` if the
 * workflow has just ended or can take no more updates.
 */
export async function startUpdate<Result, Input>(
  client: OrganizationClient,
  execution: OwnExecution,
  update: UpdateDefinition<Result, [Input]>,
  updateId: string,
  input: Input,
): Promise<WorkflowUpdateHandle<Result>> {
  try {
    return await withDeadline(client, acceptTimeoutMs, () =>
      execution.startUpdate(update, { args: [input], updateId }),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      throw new ProblemError('command_not_possible', 'The onboarding has just ended.', { cause: error });
    }
    throw (await limitReached(client, error)) ?? error;
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

async function limitReached(client: OrganizationClient, error: unknown): Promise<ProblemError | undefined> {
  const cause = error instanceof ServiceError ? error.cause : error;
  const code: number | undefined = isGrpcServiceError(cause) ? cause.code : undefined;
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
