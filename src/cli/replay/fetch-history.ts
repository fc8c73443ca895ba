import { type Client, type Connection, isGrpcServiceError } from '@temporalio/client';
import { grpcStatus } from '../../contract/lib/grpc-status.ts';
import type { History, HistoryEvent } from '../../temporal/replay/history.ts';
import type { ExecutionToReplay } from './list-executions.ts';

/** Fetches a history page by page. Returns `undefined` if it was deleted. Temporal limits a history to 50 MB. */
export async function fetchHistory(
  client: Client & { readonly connection: Connection },
  { workflowId, runId }: ExecutionToReplay,
  timeoutMs: number,
): Promise<History | undefined> {
  const { namespace } = client.options;
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array = new Uint8Array();
  try {
    do {
      const page = await client.connection.withDeadline(Date.now() + timeoutMs, () =>
        client.workflowService.getWorkflowExecutionHistory({
          namespace,
          execution: { workflowId, runId },
          nextPageToken,
        }),
      );
      events.push(...(page.history?.events ?? []));
      ({ nextPageToken } = page);
    } while (nextPageToken.length > 0);
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code === grpcStatus.notFound) return undefined;
    throw error;
  }
  return { events };
}
