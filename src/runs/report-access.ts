import type { Client } from '@temporalio/client';
import type { AccessReport } from '../contract/access-report.ts';
import { taskQueuesFor, workflowTypes } from '../contract/task-queues.ts';
import { askWorker } from './ask-worker.ts';
import type { RunSettings } from './create-runs.ts';
import type { Runs } from './runs.ts';

const reportMs = 10_000;

export function createReportAccess(client: Client, settings: RunSettings): Runs['reportAccess'] {
  return (email) =>
    askWorker<AccessReport>(client, {
      workflowType: workflowTypes.accessReport,
      name: 'access-report',
      input: { email, timings: settings.timings },
      summary: 'Live reads for an explanation',
      taskQueues: taskQueuesFor(settings.organization),
      withinMs: reportMs,
    });
}
