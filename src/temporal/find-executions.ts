import { randomUUID } from 'node:crypto';
import {
  type Client,
  isGrpcServiceError,
  WorkflowNotFoundError,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import { defined } from '../contract/lib/optional.ts';
import { decodeExecution, type Execution } from './execution.ts';
import { decodePendingActivities, type PendingActivity } from './pending-activities.ts';
import { allOf, type Condition, isOnTaskQueue } from './visibility-query.ts';

/** An execution that is known to belong to the organization, so messages may be sent to it. */
export type OwnExecution = Execution & {
  readonly pendingActivities: readonly PendingActivity[];
  /** Throws `WorkflowNotFoundError` if the workflow is not running. */
  signal<Args extends unknown[]>(signal: SignalDefinition<Args>, ...args: Args): Promise<void>;
  /** Resolves once a worker has accepted or rejected the update. Throws `WorkflowNotFoundError`. */
  startUpdate<Result, Args extends [unknown, ...unknown[]]>(
    update: UpdateDefinition<Result, Args>,
    options: { readonly args: Args; readonly updateId: string },
  ): Promise<WorkflowUpdateHandle<Result>>;
};

export type ExecutionPage = {
  readonly executions: readonly Execution[];
  /** Empty on the last page. */
  readonly nextPageToken: Uint8Array;
};

/** Finds executions of one organization. Those of others do not exist here. */
export type ExecutionFinder = {
  /**
   * Describes the newest execution with this ID, wherever the ID comes from. One call to Temporal, which also checks to
   * whom the execution belongs. Throws `WorkflowNotFoundError`.
   */
  describe(workflowId: string): Promise<OwnExecution>;
  /** Reads one page with one call to the visibility store, open executions first. */
  listPage(
    condition: Condition,
    page: { readonly size: number; readonly token?: Uint8Array },
  ): Promise<ExecutionPage>;
  /** Reads page by page. Take smaller pages for executions with a large memo. */
  listAll(condition: Condition, page?: { readonly size: number }): AsyncIterable<Execution>;
  count(condition: Condition): Promise<number>;
  /**
   * Signals this execution, which the organization has found, and none that it continued as. Throws
   * `WorkflowNotFoundError` if it is closed.
   */
  signal<Args extends unknown[]>(
    execution: Pick<Execution, 'workflowId' | 'runId'>,
    signal: SignalDefinition<Args>,
    ...args: Args
  ): Promise<void>;
  /**
   * Has Temporal signal every execution for which the condition holds, at a pace that the server sets. Resolves once the server
   * has taken the job.
   */
  signalAll(condition: Condition, signal: SignalDefinition, reason: string): Promise<void>;
};

/** The largest page that Temporal returns. */
const maxPageSize = 1_000;

/**
 * An execution belongs to the organization on whose task queue its workflow tasks are: only the workers of that
 * organization can run it. The task queue is set at the start, kept by continue-as-new and reset, and indexed.
 */
export function createExecutionFinder(client: Client, taskQueue: string): ExecutionFinder {
  const { namespace } = client.options;
  const scoped = (condition: Condition) => allOf(isOnTaskQueue(taskQueue), condition);

  async function listPage(
    condition: Condition,
    { size, token }: Parameters<ExecutionFinder['listPage']>[1],
  ): Promise<ExecutionPage> {
    const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
      namespace,
      query: scoped(condition),
      pageSize: size,
      ...defined({ nextPageToken: token }),
    });
    // Some databases compare without case.
    const own = executions.filter((raw) => raw.taskQueue === taskQueue);
    return { executions: await Promise.all(own.map((raw) => decodeExecution(client, raw))), nextPageToken };
  }

  return {
    async describe(workflowId) {
      const description = await describeRaw(client, workflowId);
      const { executionConfig, workflowExecutionInfo } = description;
      if (!workflowExecutionInfo || executionConfig?.taskQueue?.name !== taskQueue)
        throw notFound(workflowId);
      const handle = client.workflow.getHandle(workflowId);
      return {
        ...(await decodeExecution(client, workflowExecutionInfo)),
        pendingActivities: await decodePendingActivities(client, description.pendingActivities ?? []),
        signal: (signal, ...args) => handle.signal(signal, ...args),
        startUpdate: (update, { args, updateId }) =>
          handle.startUpdate(update, { args, updateId, waitForStage: 'ACCEPTED' }),
      };
    },
    listPage,
    async *listAll(condition, { size } = { size: maxPageSize }) {
      let token: Uint8Array | undefined;
      do {
        const page = await listPage(condition, { size, ...defined({ token }) });
        yield* page.executions;
        token = page.nextPageToken;
      } while (token.length > 0);
    },
    async count(condition) {
      return (await client.workflow.count(scoped(condition))).count;
    },
    signal: ({ workflowId, runId }, signal, ...args) =>
      client.workflow.getHandle(workflowId, runId).signal(signal, ...args),
    async signalAll(condition, { name }, reason) {
      await client.workflowService.startBatchOperation({
        namespace,
        jobId: randomUUID(),
        reason,
        visibilityQuery: scoped(condition),
        signalOperation: { signal: name, identity: client.options.identity },
      });
    },
  };
}

/** The SDK's own `describe` decodes the memo, which fails for an execution of another organization's key. */
async function describeRaw(client: Client, workflowId: string) {
  const { namespace } = client.options;
  try {
    return await client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    throw code === grpcStatus.notFound ? notFound(workflowId) : error;
  }
}

function notFound(workflowId: string): WorkflowNotFoundError {
  return new WorkflowNotFoundError('The organization has no workflow with this ID.', workflowId, undefined);
}
