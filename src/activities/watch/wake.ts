import type { Client } from '@temporalio/client';
import { workflowTypes } from '../../contract/temporal/task-queues.ts';
import {
  wakeSignal,
  type InvitationWatchInput,
  invitationWatchIdFor,
} from '../../contract/temporal/invitation-watch.ts';

/** Wakes the watch of the organization, and starts it where it is not there. */
export async function wakeWatch(client: Client, input: InvitationWatchInput): Promise<void> {
  await client.workflow.signalWithStart(workflowTypes.invitationWatch, {
    workflowId: invitationWatchIdFor(input.organization),
    taskQueue: input.taskQueues.onboarding,
    args: [input],
    signal: wakeSignal,
    signalArgs: [input],
    staticSummary: `Watches the invitations of ${input.organization} for all runs that wait`,
  });
}
