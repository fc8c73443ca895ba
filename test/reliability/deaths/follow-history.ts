import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** An event as far as it matters here: its type without the prefix, and the activity that it begins. */
export type HistoryEvent = { readonly type: string; readonly activity?: string };

/** gRPC: https://grpc.io/docs/guides/status-codes/ */
const notFound = 5;

/**
 * The events of a workflow as they come, by Temporal's long poll, which answers as soon as there is a new one. Waits for
 * a workflow that has not begun yet; ends with the workflow.
 */
export async function* followHistory(client: Client, workflowId: string): AsyncGenerator<HistoryEvent> {
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await unlessNotFound(
      client.workflowService.getWorkflowExecutionHistory({
        namespace: client.options.namespace,
        execution: { workflowId },
        waitNewEvent: true,
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      }),
    );
    if (page === undefined) {
      await sleep(20);
      continue;
    }
    const { events } = JSON.parse(historyToJSON({ events: page.history?.events ?? [] })) as {
      events?: EventRow[];
    };
    for (const event of events ?? []) yield eventOf(event);
    if (page.nextPageToken.length === 0) return;
    ({ nextPageToken } = page);
  } while (true);
}

type EventRow = {
  readonly eventType: string;
  readonly activityTaskScheduledEventAttributes?: { readonly activityType?: { readonly name?: string } };
};

function eventOf({ eventType, activityTaskScheduledEventAttributes: scheduled }: EventRow): HistoryEvent {
  // The one local activity of a run leaves a marker, which does not carry its name in clear.
  const activity =
    eventType === 'EVENT_TYPE_MARKER_RECORDED' ? 'requestAccess' : scheduled?.activityType?.name;
  const words = eventType.replace('EVENT_TYPE_', '').toLowerCase().split('_');
  const type = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return { type, ...(activity === undefined ? {} : { activity }) };
}

async function unlessNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code === notFound) return undefined;
    throw error;
  }
}
