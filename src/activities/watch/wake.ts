import type { Client } from '@temporalio/client';
import { type InvitationWatchInput, invitationWatchIdFor } from '../../contract/temporal/invitation-watch.ts';
import { wakeSignal } from '../../contract/temporal/messages.ts';
import { signalWithStartWorkflow } from '../../contract/temporal/start-workflow.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';

/** Wakes the invitation watch of the organization, and starts it if it is not running. */
export async function wakeWatch(client: Client, input: InvitationWatchInput): Promise<void> {
  await signalWithStartWorkflow(client, workflows.invitationWatch, {
    workflowId: invitationWatchIdFor(input.organization),
    taskQueue: input.taskQueues.onboarding,
    args: [input],
    signal: wakeSignal,
    signalArgs: [input],
    staticSummary: `Watches the invitations of ${input.organization} for all onboardings that wait`,
  });
}
