import type { Client } from '@temporalio/client';
import { idKey } from '../../contract/lib/case-insensitive.ts';
import { statesThat } from '../../contract/rules/states.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import { stateAttribute } from '../../contract/temporal/search-attributes.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { Sweep } from './compare-sweeps.ts';

const pageSize = 1_000;

/**
 * Lists the onboardings that wait for an invitation, as if a sweep had found those invitations pending. A watch compares
 * its first sweep with this, so that no acceptance is missed from the time when no watch was running.
 */
export async function listWaiting(client: Client, taskQueue: string): Promise<Sweep> {
  const states = statesThat('awaitsInvitation')
    .map((state) => `'${state}'`)
    .join(', ');
  const query = `WorkflowType = '${workflows.onboarding.name}' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running' AND ${stateAttribute.name} IN (${states})`;
  const waiting = new Map<string, string>();
  for await (const { workflowId, memo } of client.workflow.list({ query, pageSize })) {
    const id = (memo as Partial<PersonMemo> | undefined)?.view?.invitation?.id;
    if (id !== undefined) waiting.set(idKey(id), workflowId);
  }
  return waiting;
}
