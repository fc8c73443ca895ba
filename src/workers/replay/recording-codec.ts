import type { Payload, PayloadCodec } from '@temporalio/common';

export type RecordingCodec = {
  readonly codec: PayloadCodec;
  /** Returns the message of the latest failure that was encoded, and forgets it. */
  readonly takeFailure: () => string | undefined;
};

/**
 * A codec for replays. It decodes as the given codec does and encodes nothing, because a replay sends nothing. It keeps
 * the message of the latest failure instead: the SDK reports a workflow task that failed only after encoding, as
 * "Encoded failure".
 */
export function recordFailures(codec: PayloadCodec): RecordingCodec {
  let failure: string | undefined;
  return {
    codec: {
      encode(payloads) {
        failure = payloads.map(failureIn).findLast((message) => message !== undefined) ?? failure;
        return Promise.resolve(payloads);
      },
      decode: (payloads, context) => codec.decode(payloads, context),
    },
    takeFailure() {
      const taken = failure;
      failure = undefined;
      return taken;
    },
  };
}

/** The failure converter encodes message and stack together, as JSON. */
function failureIn({ data }: Payload): string | undefined {
  const text = Buffer.from(data ?? []).toString('utf8');
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as { readonly message?: unknown; readonly stack_trace?: unknown };
    return typeof value.message === 'string' && typeof value.stack_trace === 'string'
      ? value.message
      : undefined;
  } catch {
    return undefined;
  }
}
