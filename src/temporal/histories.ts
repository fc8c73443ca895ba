import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { grpcStatus } from '../contract/lib/grpc-status.ts';

type Run = { readonly workflowId: string; readonly runId: string };
type HistoryEvent = NonNullable<History['events']>[number];

/** Reads and deletes the histories of executions that the organization has found. */
export type HistoryStore = {
  /** Fetches a history page by page. Returns `undefined` if it was deleted. Temporal limits a history to 50 MB. */
  fetchHistory(run: Run): Promise<History | undefined>;
  /** Deletes an execution with its history. Temporal does so in the background, within about a minute. */
  deleteExecution(run: Run): Promise<void>;
};

export function createHistoryStore(client: Client): HistoryStore {
  const { namespace } = client.options;
  return {
    async fetchHistory({ workflowId, runId }) {
      const events: HistoryEvent[] = [];
      let nextPageToken: Uint8Array = new Uint8Array();
      do {
        const execution = { workflowId, runId };
        const page = await unlessDeleted(() =>
          client.workflowService.getWorkflowExecutionHistory({ namespace, execution, nextPageToken }),
        );
        if (page === undefined) return undefined;
        events.push(...(page.history?.events ?? []));
        ({ nextPageToken } = page);
      } while (nextPageToken.length > 0);
      return { events };
    },
    async deleteExecution(workflowExecution) {
      await unlessDeleted(() =>
        client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution }),
      );
    },
  };
}

async function unlessDeleted<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code === grpcStatus.notFound) return undefined;
    throw error;
  }
}
