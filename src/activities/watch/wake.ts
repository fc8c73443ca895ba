import type { Client } from '@temporalio/client';
import { workflowTypes } from '../../contract/temporal/task-queues.ts';
import { wakeSignal, type WatchInput, watchIdFor } from '../../contract/temporal/invitation-watch.ts';

/** Wakes the watch of the organization, and starts it where it is not there. */
export async function wakeWatch(client: Client, input: WatchInput): Promise<void> {
  await client.workflow.signalWithStart(workflowTypes.invitationWatch, {
    workflowId: watchIdFor(input.organization),
    taskQueue: input.taskQueues.onboarding,
    args: [input],
    signal: wakeSignal,
    signalArgs: [input],
    staticSummary: `Watches the invitations of ${input.organization} for all runs that wait`,
  });
}
