import { type Client, isGrpcServiceError } from '@temporalio/client';
import { grpcStatus } from '../../src/contract/lib/grpc-status.ts';
import { parseFlowId } from '../../src/contract/temporal/flow-ids.ts';
import { until } from './until.ts';

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

/** Deletes every closed execution of a workflow ID, as the retention of the namespace does, and waits until all are gone. */
export async function deleteClosedExecutions(client: Client, workflowId: string): Promise<void> {
  const runIds = await closedExecutions(client, workflowId);
  const { namespace } = client.options;
  for (const runId of runIds) {
    await client.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
    });
  }
  for (const runId of runIds) {
    const find = () => previousExecution(client, workflowId, runId);
    await until(`${runId} to be deleted`, find, ({ exists }) => !exists);
  }
}

/** Follows the chain backwards from the newest execution, as far as Temporal still has it. The newest one is left out. */
async function closedExecutions(client: Client, workflowId: string): Promise<string[]> {
  const found: string[] = [];
  let previous = await previousExecution(client, workflowId);
  while (previous.exists && previous.runId) {
    const { runId } = previous;
    previous = await previousExecution(client, workflowId, runId);
    if (previous.exists) found.push(runId);
  }
  return found;
}

/** Returns which execution has continued as this one. */
async function previousExecution(client: Client, workflowId: string, runId?: string) {
  try {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    return { exists: true, runId: started?.continuedExecutionRunId ?? undefined };
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code !== grpcStatus.notFound) throw error;
    return { exists: false, runId: undefined };
  }
}
