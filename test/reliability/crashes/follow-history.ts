import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { defined } from '../../../src/contract/lib/optional.ts';

/** The relevant parts of an event: its type without the prefix, and the activity that it schedules. */
export type HistoryEvent = { readonly type: string; readonly activity?: string };

/** gRPC: https://grpc.io/docs/guides/status-codes/ */
const notFound = 5;

/**
 * Yields the events of a workflow as they are written, by Temporal's long poll. Waits for a workflow that has not started
 * yet, and ends with the workflow.
 */
export async function* followHistory(client: Client, workflowId: string): AsyncGenerator<HistoryEvent> {
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await ignoreNotFound(
      client.workflowService.getWorkflowExecutionHistory({
        namespace: client.options.namespace,
        execution: { workflowId },
        waitNewEvent: true,
        ...defined({ nextPageToken }),
      }),
    );
    if (page === undefined) {
      await sleep(20);
      continue;
    }
    const { events } = JSON.parse(historyToJSON({ events: page.history?.events ?? [] })) as {
      events?: EventRow[];
    };
    for (const event of events ?? []) yield toEvent(event);
    if (page.nextPageToken.length === 0) return;
    ({ nextPageToken } = page);
  } while (true);
}

type EventRow = {
  readonly eventType: string;
  readonly activityTaskScheduledEventAttributes?: { readonly activityType?: { readonly name?: string } };
};

function toEvent({ eventType, activityTaskScheduledEventAttributes: scheduled }: EventRow): HistoryEvent {
  // The only local activity of an onboarding leaves a marker, which does not contain its name in plain text.
  const activity =
    eventType === 'EVENT_TYPE_MARKER_RECORDED' ? 'requestAccess' : scheduled?.activityType?.name;
  const words = eventType.replace('EVENT_TYPE_', '').toLowerCase().split('_');
  const type = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return { type, ...defined({ activity }) };
}

async function ignoreNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code === notFound) return undefined;
    throw error;
  }
}
