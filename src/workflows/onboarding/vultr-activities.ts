import { proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type { TaskQueues } from '../../contract/temporal/task-queues.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { stepOptions, type Urgency } from '../engine/activity-options.ts';

type FlowInput = { readonly timings: Timings; readonly taskQueues: TaskQueues };

/** The activities that call Vultr, for one step of a flow. `summary` is shown in Temporal's UI. */
export function vultrActivities(
  { input: { timings, taskQueues } }: { readonly input: FlowInput },
  summary: string,
  urgency: Urgency = 'normal',
) {
  return proxyActivities<VultrActivities>({ ...stepOptions(timings, taskQueues.vultr, urgency), summary });
}
