import { proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import { stepOptions, type Urgency } from '../engine/activity-options.ts';
import type { Onboarding } from './context.ts';

/** The activities that call Vultr, for one step. `summary` is shown in Temporal's UI. */
export function vultrActivities({ input }: Onboarding, summary: string, urgency: Urgency = 'normal') {
  const { timings, taskQueues } = input;
  return proxyActivities<VultrActivities>({ ...stepOptions(timings, taskQueues.vultr, urgency), summary });
}
