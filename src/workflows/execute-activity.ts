import { proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../activities/index.ts';
import type { ExecuteActivityInput } from '../contract/temporal/one-shot-activities.ts';

/**
 * Executes one activity once for a caller of the API who waits, so there are no retries. The timeout of the workflow
 * execution bounds it.
 */
export async function executeActivity(one: ExecuteActivityInput): Promise<unknown> {
  const { reportAccess, planHires } = proxyActivities<VultrActivities>({
    taskQueue: one.taskQueue,
    startToCloseTimeout: one.input.timings.attemptTimeoutMs,
    retry: { maximumAttempts: 1 },
    summary: one.summary,
  });
  return isPlan(one)
    ? planHires(one.input)
    : reportAccess((one as ExecuteActivityInput<'reportAccess'>).input);
}

function isPlan(one: ExecuteActivityInput): one is ExecuteActivityInput<'planHires'> {
  return one.activity === 'planHires';
}
