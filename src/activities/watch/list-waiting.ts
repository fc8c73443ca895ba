import type { Client } from '@temporalio/client';
import type { OnboardingMemo } from '../../contract/temporal/memo.ts';
import { stateAttribute } from '../../contract/temporal/search-attributes.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { statesThat } from '../../contract/rules/states.ts';

const runsPerPage = 1_000;

/**
 * The runs that wait for an invitation, by its id in lower case: what a watch that begins anew compares its first sweep
 * with, so that no acceptance falls into the time when nobody watched.
 */
export async function listWaiting(client: Client, taskQueue: string): Promise<Map<string, string>> {
  const states = statesThat('awaitsInvitation')
    .map((state) => `'${state}'`)
    .join(', ');
  const query = `WorkflowType = '${workflows.onboarding.name}' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running' AND ${stateAttribute.name} IN (${states})`;
  const waiting = new Map<string, string>();
  for await (const { workflowId, memo } of client.workflow.list({ query, pageSize: runsPerPage })) {
    const id = (memo as Partial<OnboardingMemo> | undefined)?.view?.invitation?.id;
    if (id !== undefined) waiting.set(id.toLowerCase(), workflowId);
  }
  return waiting;
}
