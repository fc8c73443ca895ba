import type { Client } from '@temporalio/client';
import type { AccessReport } from '../contract/api/access-report.ts';
import { taskQueuesFor, workflowTypes } from '../contract/temporal/task-queues.ts';
import { askWorker } from './execute-activity.ts';
import type { RunSettings } from './create.ts';
import type { Runs } from './onboardings.ts';

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
