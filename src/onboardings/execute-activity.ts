import { randomUUID } from 'node:crypto';
import {
  ActivityFailure,
  ApplicationFailure,
  type Client,
  TimeoutFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import { ProblemError } from '../contract/api/problems.ts';
import type { TaskQueues } from '../contract/temporal/task-queues.ts';
import { callTemporal, isTemporalAway, withDeadline } from './call-temporal.ts';

export type OneShotActivity = {
  readonly workflowType: string;
  /** The beginning of the workflow's id. */
  readonly name: string;
  readonly input: object;
  readonly summary: string;
  readonly taskQueues: TaskQueues;
  /** Whoever asks is waiting: after this long they hear that no worker answered. */
  readonly withinMs: number;
};

/**
 * Has a worker read from Vultr, through a short workflow: only workers hold the organization's key. Throws
 * `worker_unavailable` and `vultr_unavailable`.
 */
export async function executeActivity<Answer>(client: Client, question: OneShotActivity): Promise<Answer> {
  const { workflowType, name, input, summary, taskQueues, withinMs } = question;
  const handle = await callTemporal(client, () =>
    client.workflow.start(workflowType, {
      workflowId: `${name}-${randomUUID()}`,
      taskQueue: taskQueues.onboarding,
      args: [{ ...input, taskQueue: taskQueues.vultr }],
      workflowExecutionTimeout: withinMs,
      staticSummary: summary,
    }),
  );
  try {
    return (await withDeadline(client, withinMs, () => handle.result())) as Answer;
  } catch (error) {
    throw problemOf(error);
  }
}

function problemOf(error: unknown): unknown {
  const worker = 'No worker read from Vultr in time. Look whether the workers are running.';
  if (isTemporalAway(error)) return new ProblemError('worker_unavailable', worker, { cause: error });
  if (!(error instanceof WorkflowFailedError)) return error;
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  if (cause instanceof ApplicationFailure)
    return new ProblemError('vultr_unavailable', cause.message, { cause: error });
  if (cause instanceof TimeoutFailure)
    return new ProblemError('worker_unavailable', worker, { cause: error });
  return error;
}
