import { WorkflowNotFoundError } from '@temporalio/client';
import { requestAccessSignal } from '../../contract/temporal/messages.ts';
import type { GroupWriterInput, RequestAccessInput } from '../../contract/temporal/step-data.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { defined } from '../../contract/lib/optional.ts';
import { activityClient } from '../../temporal/activity-client.ts';
import { type Execution, isOpenExecution } from '../../temporal/execution.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';

/**
 * Sends a request to the group writer, and starts the group writer if it is not running. The response comes as a
 * signal: an activity that waited for it could hold the slot that the group writer's own activities need.
 */
export async function requestAccess(input: RequestAccessInput): Promise<void> {
  const { groupWorkflowId, start, request } = input;
  const client = activityClient();
  const newest = await describeIfKnown(client, groupWorkflowId);
  // An open writer is signalled without a start: if it is terminated now, this fails, and the next attempt sees its end.
  if (newest !== undefined && isOpenExecution(newest)) return newest.signal(requestAccessSignal, request);
  const settledAt = newest === undefined ? undefined : settledAfter(newest, start);
  await client.signalWithStart(workflows.groupWriter, {
    workflowId: groupWorkflowId,
    args: [{ ...start, ...defined({ settledAt }) }],
    signal: requestAccessSignal,
    signalArgs: [request],
    staticSummary: `Writes the group "${start.name}" for all onboardings that need it`,
  });
}

async function describeIfKnown(client: OrganizationClient, workflowId: string) {
  try {
    return await client.describe(workflowId);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/**
 * A writer ends by itself only between two activities. One that was terminated, or ended from outside in another way, may
 * have an attempt in progress, which nobody stops: it writes until its timeout, and reads show that once they have settled.
 */
function settledAfter(
  { status, closeTime }: Pick<Execution, 'status' | 'closeTime'>,
  { timings }: GroupWriterInput,
): number | undefined {
  if (status.name === 'COMPLETED' || closeTime === undefined) return undefined;
  return closeTime.getTime() + timings.attemptTimeoutMs + timings.settleMs;
}
