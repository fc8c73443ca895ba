import { setTimeout as sleep } from 'node:timers/promises';
import { VultrError, type VultrErrorKind } from './errors.ts';
import type { VultrRequest } from './request.ts';
import type { Send } from './send.ts';

/** The pauses before the first and the second repeat: long enough for a passing fault, not for an outage. */
const pausesMs = [250, 1_000];
/** How often a read is sent if it keeps failing. */
export const readTries = pausesMs.length + 1;
/** With a longer `Retry-After`, the attempt ends and its slot serves others. */
const maxRetryAfterMs = 2_000;

/** Failures that pass by themselves. The others are Vultr's definite response. */
const passing: ReadonlySet<VultrErrorKind> = new Set(['unavailable', 'rate_limited', 'unreadable']);

/**
 * Wraps `send` so that a read that fails in a way that may pass is sent again, at most twice, each time through the rate
 * budget and only if the caller's deadline leaves time for it. A list repeats the page that failed, not the pages before
 * it. Writes are never repeated: only a look at what they did can tell whether they should be.
 */
export function repeatReads(send: Send, timeoutMs: number): Send {
  return async (request, decode) => {
    for (const pauseMs of request.method === 'GET' ? pausesMs : []) {
      try {
        return await send(request, decode);
      } catch (error) {
        const waitMs = waitBeforeRepeat(error, pauseMs);
        if (waitMs === undefined || !hasTimeFor(request, waitMs + timeoutMs)) throw error;
        await sleep(waitMs, undefined, { signal: request.signal }).catch((reason: unknown) => {
          request.signal?.throwIfAborted();
          throw reason;
        });
      }
    }
    return send(request, decode);
  };
}

/** Returns `undefined` if the read must not be repeated. */
function waitBeforeRepeat(error: unknown, pauseMs: number): number | undefined {
  if (!(error instanceof VultrError) || !passing.has(error.kind)) return undefined;
  const { retryAfterMs = 0 } = error;
  return retryAfterMs > maxRetryAfterMs ? undefined : Math.max(pauseMs, retryAfterMs);
}

function hasTimeFor({ deadline }: VultrRequest, ms: number): boolean {
  return deadline === undefined || deadline.remainingMs() >= ms;
}
