import type { Client } from '@temporalio/client';
import type { AccessReport } from '../contract/api/access-report.ts';
import { taskQueuesFor, workflowTypes } from '../contract/temporal/task-queues.ts';
import { executeActivity } from './execute-activity.ts';
import type { OnboardingSettings } from './create.ts';
import type { Onboardings } from './onboardings.ts';

const reportMs = 10_000;

export function createReportAccess(
  client: Client,
  settings: OnboardingSettings,
): Onboardings['reportAccess'] {
  return (email) =>
    executeActivity<AccessReport>(client, {
      workflowType: workflowTypes.accessReport,
      name: 'access-report',
      input: { email, timings: settings.timings },
      summary: 'Live reads for an explanation',
      taskQueues: taskQueuesFor(settings.organization),
      withinMs: reportMs,
    });
}
