import { randomUUID } from 'node:crypto';
import { ActivityFailure, ApplicationFailure, TimeoutFailure, WorkflowFailedError } from '@temporalio/client';
import { ProblemError } from '../contract/api/problems.ts';
import type { OneShotActivities, OneShotName } from '../contract/temporal/one-shot-activities.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal, isTemporalAway, withDeadline } from './call-temporal.ts';

export type OneShotActivity<Name extends OneShotName> = {
  readonly activity: Name;
  readonly input: Parameters<OneShotActivities[Name]>[0];
  /** Beginning of the workflow ID. */
  readonly idPrefix: string;
  /** Shown in Temporal's UI. */
  readonly summary: string;
  /** The caller waits: after this many milliseconds they learn that no worker replied. */
  readonly timeoutMs: number;
};

/**
 * Has a worker read from Vultr, through a short workflow: only workers hold the organization's key. Throws a
 * `ProblemError`: `worker_unavailable` or `vultr_unavailable`.
 */
export async function executeActivity<Name extends OneShotName>(
  client: OrganizationClient,
  { activity, input, idPrefix, summary, timeoutMs }: OneShotActivity<Name>,
): Promise<Awaited<ReturnType<OneShotActivities[Name]>>> {
  const started = await callTemporal(client, () =>
    client.start(workflows.executeActivity, {
      workflowId: `${idPrefix}-${randomUUID()}`,
      args: [{ activity, input, summary, taskQueue: client.taskQueues.vultr }],
      workflowExecutionTimeout: timeoutMs,
      staticSummary: summary,
    }),
  );
  try {
    const result = await withDeadline(client, timeoutMs, () => started.result());
    return result as Awaited<ReturnType<OneShotActivities[Name]>>;
  } catch (error) {
    throw problemOf(error);
  }
}

function problemOf(error: unknown): unknown {
  const noWorker = 'No worker read from Vultr in time. Check that workers are running.';
  if (isTemporalAway(error)) return new ProblemError('worker_unavailable', noWorker, { cause: error });
  if (!(error instanceof WorkflowFailedError)) return error;
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  if (cause instanceof ApplicationFailure)
    return new ProblemError('vultr_unavailable', cause.message, { cause: error });
  if (cause instanceof TimeoutFailure)
    return new ProblemError('worker_unavailable', noWorker, { cause: error });
  return error;
}
