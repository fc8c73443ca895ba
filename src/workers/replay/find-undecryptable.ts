import type { Payload, PayloadCodec } from '@temporalio/common';
import { errorMessage } from '../../contract/lib/error-message.ts';
import type { HistoryEvent } from './history.ts';

export type Undecryptable = { readonly event: HistoryEvent; readonly reason: string };

/**
 * Returns the first event with data that the codec cannot decode, and why. A replay alone would miss some: it reads no
 * summaries, and nothing that arrived after the last completed workflow task.
 */
export async function findUndecryptable(
  events: readonly HistoryEvent[],
  codec: PayloadCodec,
): Promise<Undecryptable | undefined> {
  for (const event of events) {
    try {
      await codec.decode([...payloadsIn(event)]);
    } catch (error) {
      return { event, reason: errorMessage(error) };
    }
  }
  return undefined;
}

/** Every payload at any depth, because each kind of event has its payloads elsewhere. */
function* payloadsIn(value: unknown): Generator<Payload> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (isPayload(value)) yield value;
  else for (const inner of Object.values(value)) yield* payloadsIn(inner);
}

function isPayload(value: object): value is Payload {
  const { metadata } = value as Payload;
  return typeof metadata === 'object' && metadata !== null && ArrayBuffer.isView(metadata['encoding']);
}
