import type { Client } from '@temporalio/client';
import { parseFlowId } from '../../src/contract/temporal/flow-ids.ts';

/** One execution in the chain of a person's workflow. */
export type ChainedExecution = {
  readonly runId: string;
  readonly workflowType: string;
  readonly events: number;
  /** Whether it has continued as new. */
  readonly continued: boolean;
};

/** Workflow ID of the person whose onboarding has this ID. */
export function workflowIdOf(flowId: string): string {
  return parseFlowId(flowId).personId;
}

/** Follows the chain of a workflow from its first execution: each one that has continued as new names the next. */
export async function executionsOf(client: Client, workflowId: string): Promise<ChainedExecution[]> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const chain: ChainedExecution[] = [];
  let runId: string | undefined = raw.workflowExecutionInfo?.firstRunId ?? undefined;
  while (runId) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    const next = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    const workflowType = started?.workflowType?.name ?? '';
    chain.push({ runId, workflowType, events: events?.length ?? 0, continued: Boolean(next) });
    runId = next ?? undefined;
  }
  return chain;
}

/** How many events the onboardings of a person have, without those of the register. */
export async function onboardingEvents(client: Client, flowId: string): Promise<number> {
  const chain = await executionsOf(client, workflowIdOf(flowId));
  return chain
    .filter(({ workflowType }) => workflowType === 'onboarding')
    .reduce((sum, { events }) => sum + events, 0);
}
