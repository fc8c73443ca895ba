import { type InvitationWatchInput, invitationWatchIdFor } from '../../contract/temporal/invitation-watch.ts';
import { wakeSignal } from '../../contract/temporal/messages.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';

/** Wakes the invitation watch of the organization, and starts it if it is not running. */
export async function wakeWatch(client: OrganizationClient, input: InvitationWatchInput): Promise<void> {
  await client.signalWithStart(workflows.invitationWatch, {
    workflowId: invitationWatchIdFor(input.organization),
    args: [input],
    signal: wakeSignal,
    signalArgs: [input],
    staticSummary: `Watches the invitations of ${input.organization} for all onboardings that wait`,
  });
}
