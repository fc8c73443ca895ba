import { proxyActivities } from '@temporalio/workflow';
import type { ReportInput } from '../activities/access-report/report-access.ts';
import type { VultrActivities } from '../activities/index.ts';
import type { AccessReport } from '../contract/api/access-report.ts';

/**
 * Live reads for `explain`, made by a worker, so that only workers hold the organization's key and only they spend its
 * budget. Whoever asks is waiting: one attempt, no retries.
 */
export async function accessReport(
  input: ReportInput & { readonly taskQueue: string },
): Promise<AccessReport> {
  const { reportAccess } = proxyActivities<VultrActivities>({
    taskQueue: input.taskQueue,
    startToCloseTimeout: input.timings.attemptTimeoutMs,
    retry: { maximumAttempts: 1 },
    summary: 'read what the person has access to',
  });
  return reportAccess({ email: input.email, timings: input.timings });
}
