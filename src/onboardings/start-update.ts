import type { UpdateDefinition } from '@temporalio/common';
import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  type WorkflowUpdateHandle,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ProblemError } from '../contract/api/problems.ts';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import { callTemporal, isTemporalAway, withDeadline } from './call-temporal.ts';

/** How long a caller waits for a worker to take an update. */
const acceptMs = 4_000;

/**
 * Hands an update to an open run and answers once a worker has taken it. Taken is not yet accepted: where the run's
 * validator refuses, it is the handle's `result` that throws `WorkflowUpdateFailedError`. Throws `worker_unavailable`,
 * and `command_not_possible` where the run ended in this moment or can take no more.
 */
export async function startUpdate<Result, Input>(
  client: Client,
  workflowId: string,
  update: UpdateDefinition<Result, [Input]>,
  updateId: string,
  input: Input,
): Promise<WorkflowUpdateHandle<Result>> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await withDeadline(client, acceptMs, () =>
      handle.startUpdate(update, { args: [input], updateId, waitForStage: 'ACCEPTED' }),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      throw new ProblemError('command_not_possible', 'The run has ended in this moment.', { cause: error });
    }
    throw (await limitReached(client, error)) ?? error;
  }
}

async function limitReached(client: Client, error: unknown): Promise<ProblemError | undefined> {
  const cause = error instanceof ServiceError ? error.cause : error;
  const code: number | undefined = isGrpcServiceError(cause) ? cause.code : undefined;
  if (code === grpcStatus.resourceExhausted) {
    const message = 'The run has as many commands in hand as Temporal allows. Wait until it has served them.';
    return new ProblemError('temporal_unavailable', message, { retryAfterSeconds: 5, cause: error });
  }
  if (code === grpcStatus.failedPrecondition) {
    const message =
      'The run has taken as many commands as Temporal allows one run. It goes on by itself; to end it, cancel it in Temporal.';
    return new ProblemError('command_not_possible', message, { cause: error });
  }
  if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) && !isTemporalAway(error))
    return undefined;
  // A reachable Temporal means that it is the worker who did not answer.
  await callTemporal(client, () => client.workflowService.getSystemInfo({}));
  const message =
    'No worker has taken it so far. Start a worker; then it may still be taken, and repeating it does no harm.';
  return new ProblemError('worker_unavailable', message, { retryAfterSeconds: 10, cause: error });
}
