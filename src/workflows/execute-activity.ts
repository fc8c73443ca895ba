import { proxyActivities } from '@temporalio/workflow';
import type {
  ExecuteActivityInput,
  OneShotActivities,
  OneShotName,
} from '../contract/temporal/one-shot-activities.ts';

/**
 * Executes one activity once for a caller of the API who waits, so there are no retries. The timeout of the workflow
 * execution bounds it.
 */
export async function executeActivity(one: ExecuteActivityInput): Promise<unknown> {
  const activities = proxyActivities<OneShotActivities>({
    taskQueue: one.taskQueue,
    startToCloseTimeout: one.input.timings.attemptTimeoutMs,
    retry: { maximumAttempts: 1 },
    summary: one.summary,
  });
  // TypeScript cannot see that the input belongs to the activity of that name: whoever starts the workflow is held to it.
  const activity = activities[one.activity] as (input: unknown) => Promise<unknown>;
  return activity(one.input satisfies Parameters<OneShotActivities[OneShotName]>[0]);
}
