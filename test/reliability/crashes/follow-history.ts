import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcCancelledError, WorkflowNotFoundError } from '@temporalio/client';
import { defined } from '../../../src/contract/lib/optional.ts';
import { type HistoryEvent, toHistoryEvents } from './history-event.ts';

/** How long to wait for a workflow that has not started yet. */
const pauseMs = 20;

/**
 * Yields the events of a workflow ID as they are written, by Temporal's long poll, from one execution to the one that it
 * continues as. Waits for a workflow that has not started yet. Ends with the last execution, or when it is aborted: the
 * execution that remembers a person never ends.
 */
export async function* followHistory(
  client: Client,
  workflowId: string,
  signal: AbortSignal,
): AsyncGenerator<HistoryEvent> {
  let runId = await firstExecution(client, workflowId, signal);
  for (let execution = 1; runId !== undefined; execution++) {
    runId = yield* followExecution(client, { workflowId, runId }, execution, signal);
  }
}

/** Returns the events that a workflow ID has so far. */
export async function readHistory(client: Client, workflowId: string): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  let runId = await firstExecution(client, workflowId, AbortSignal.timeout(10_000));
  for (let execution = 1; runId !== undefined; execution++) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    found.push(...toHistoryEvents(events ?? [], execution));
    runId = found.at(-1)?.continuedAs;
  }
  return found;
}

async function firstExecution(
  client: Client,
  workflowId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (!signal.aborted) {
    try {
      const { raw } = await client.workflow.getHandle(workflowId).describe();
      return raw.workflowExecutionInfo?.firstRunId ?? undefined;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    await sleep(pauseMs);
  }
  return undefined;
}

async function* followExecution(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  number: number,
  signal: AbortSignal,
): AsyncGenerator<HistoryEvent, string | undefined> {
  let nextPageToken: Uint8Array | undefined;
  for (;;) {
    const request = {
      namespace: client.options.namespace,
      execution,
      waitNewEvent: true,
      ...defined({ nextPageToken }),
    };
    const page = await unlessAborted(signal, () =>
      client.withAbortSignal(signal, () => client.workflowService.getWorkflowExecutionHistory(request)),
    );
    if (page === undefined) return undefined;
    const events = toHistoryEvents(page.history?.events ?? [], number);
    yield* events;
    if (page.nextPageToken.length === 0) return events.at(-1)?.continuedAs;
    ({ nextPageToken } = page);
  }
}

async function unlessAborted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  try {
    return await call();
  } catch (error) {
    if (signal.aborted && isGrpcCancelledError(error)) return undefined;
    throw error;
  }
}
