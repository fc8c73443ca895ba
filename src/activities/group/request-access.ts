import { Context } from '@temporalio/activity';
import { requestAccessSignal } from '../../contract/temporal/messages.ts';
import { signalWithStartWorkflow } from '../../contract/temporal/start-workflow.ts';
import type { RequestAccessInput } from '../../contract/temporal/step-data.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';

/**
 * Hands a request to the writer of a group, and starts the writer if it does not run. The writer replies with a
 * signal: an activity that waited for the reply could hold the slot that the writer's own activities need.
 */
export async function requestAccess(input: RequestAccessInput): Promise<void> {
  const { groupWorkflowId, start, request } = input;
  await signalWithStartWorkflow(Context.current().client, workflows.groupWriter, {
    workflowId: groupWorkflowId,
    taskQueue: start.taskQueue,
    args: [start],
    signal: requestAccessSignal,
    signalArgs: [request],
    staticSummary: `The writer of the group "${start.name}"`,
  });
}
