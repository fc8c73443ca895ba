import { requestAccessSignal } from '../../contract/temporal/messages.ts';
import type { RequestAccessInput } from '../../contract/temporal/step-data.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { activityClient } from '../../temporal/activity-client.ts';

/**
 * Sends a request to the group writer, and starts the group writer if it is not running. The response comes as a
 * signal: an activity that waited for it could hold the slot that the group writer's own activities need.
 */
export async function requestAccess(input: RequestAccessInput): Promise<void> {
  const { groupWorkflowId, start, request } = input;
  await activityClient().signalWithStart(workflows.groupWriter, {
    workflowId: groupWorkflowId,
    args: [start],
    signal: requestAccessSignal,
    signalArgs: [request],
    staticSummary: `Writes the group "${start.name}" for all onboardings that need it`,
  });
}
