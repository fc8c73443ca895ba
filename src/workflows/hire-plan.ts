import { proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../activities/index.ts';
import type { PlanInput } from '../activities/preflight/plan-hires.ts';
import type { PlannedHire } from '../contract/api/batch.ts';

/** What would become of hires, read by a worker: only workers hold the organization's key. One attempt, no retries. */
export async function hirePlan(input: PlanInput & { readonly taskQueue: string }): Promise<PlannedHire[]> {
  const { planHires } = proxyActivities<VultrActivities>({
    taskQueue: input.taskQueue,
    startToCloseTimeout: input.timings.attemptTimeoutMs,
    retry: { maximumAttempts: 1 },
    summary: `what would become of ${input.hires.length} hires`,
  });
  return planHires({ hires: input.hires, timings: input.timings });
}
