import { randomUUID } from 'node:crypto';
import {
  ActivityFailure,
  ApplicationFailure,
  type Client,
  TimeoutFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import type { AccessReport } from '../contract/access-report.ts';
import { ProblemError } from '../contract/problems.ts';
import { taskQueuesFor, workflowTypes } from '../contract/task-queues.ts';
import type { RunSettings } from './create-runs.ts';
import type { Runs } from './runs.ts';
import { callTemporal, isTemporalAway, within } from './temporal-errors.ts';

/** Whoever asks is looking at a screen: after this long they hear that no worker answered. */
const reportMs = 10_000;

export function createReportAccess(client: Client, settings: RunSettings): Runs['reportAccess'] {
  const taskQueues = taskQueuesFor(settings.organization);
  return async (email) => {
    const handle = await callTemporal(client, () =>
      client.workflow.start(workflowTypes.accessReport, {
        workflowId: `access-report-${randomUUID()}`,
        taskQueue: taskQueues.onboarding,
        args: [{ email, timings: settings.timings, taskQueue: taskQueues.vultr }],
        workflowExecutionTimeout: reportMs,
        staticSummary: 'Live reads for an explanation',
      }),
    );
    try {
      return (await within(client, reportMs, () => handle.result())) as AccessReport;
    } catch (error) {
      throw problemOf(error);
    }
  };
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
