import { Context } from '@temporalio/activity';
import { signalNames } from '../../contract/temporal/messages.ts';
import { workflowTypes } from '../../contract/temporal/task-queues.ts';
import type { RequestAccessInput } from '../../contract/temporal/step-data.ts';

/**
 * Hands a request to the one writer of a group, which is started where it sleeps. It answers by a signal: an
 * activity that waited for it could hold the slot that the writer's own activities need.
 */
export async function requestAccess(input: RequestAccessInput): Promise<void> {
  const { groupWorkflowId, start, request } = input;
  await Context.current().client.workflow.signalWithStart(workflowTypes.group, {
    workflowId: groupWorkflowId,
    taskQueue: start.taskQueue,
    args: [start],
    signal: signalNames.requestAccess,
    signalArgs: [request],
    staticSummary: `The one writer of the group "${start.name}"`,
  });
}
