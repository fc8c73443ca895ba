import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Network } from '../../contract/config/network.ts';
import type { Receiver } from '../../contract/config/receivers.ts';
import type { Delivery, DeliveryRetries } from '../../contract/temporal/event-delivery.ts';
import { post, type PostResponse } from '../../webhooks/post.ts';
import { signedHeaders } from '../../webhooks/sign.ts';

const requestTimeoutMs = 15_000;
const maxTextLength = 200;

/**
 * Makes one attempt to deliver an event. A 2xx means delivered, and 410 ends the attempts. Anything else is retried;
 * `Retry-After` is respected if it is longer than the usual pause, up to the longest pause.
 */
export function createSendEvent(receivers: readonly Receiver[], allowed: readonly Network[]) {
  return async ({ webhookId, receiver: name, event, retries }: Delivery): Promise<{ status: number }> => {
    const receiver = receivers.find((one) => one.name === name);
    // While workers are replaced, some have an older configuration, so another worker may know this receiver.
    if (receiver === undefined) throw failure(`the configuration has no receiver named "${name}"`);
    const url = new URL(receiver.url);
    const body = JSON.stringify(event);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'vultr-onboarding',
      ...signedHeaders(webhookId, body, receiver.secret, new Date()),
    };
    const signal = Context.current().cancellationSignal;
    const response = await post(url, headers, body, { allowed, timeoutMs: requestTimeoutMs, signal }).catch(
      (error: unknown) => {
        throw failure(`${url.host}: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    if (response.status >= 200 && response.status < 300) return { status: response.status };
    throw notDelivered(url, response, retries);
  };
}

/** Shows only the host of the URL: a path or a query can be as secret as a password. */
function notDelivered(
  { host }: URL,
  { status, text, retryAfter }: PostResponse,
  retries: DeliveryRetries,
): ApplicationFailure {
  const line = text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxTextLength);
  const message = `${host} responded with ${status}${line === '' ? '' : `: ${line}`}`;
  // Retry-After can also be a date; then the usual pause is good enough.
  const retryAfterMs = /^\d{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : 0;
  const pauseMs = Math.min(retryAfterMs, retries.longestPauseMs);
  return failure(message, {
    nonRetryable: status === 410,
    // Attempts are counted: with shorter pauses they would be used up long before three days are over.
    ...(pauseMs > usualPauseMs(retries) ? { nextRetryDelay: pauseMs } : {}),
  });
}

function usualPauseMs({ firstPauseMs, coefficient, longestPauseMs }: DeliveryRetries): number {
  return Math.min(firstPauseMs * coefficient ** (Context.current().info.attempt - 1), longestPauseMs);
}

function failure(message: string, options: { nonRetryable?: boolean; nextRetryDelay?: number } = {}) {
  return ApplicationFailure.create({ type: 'event_not_taken', message, ...options });
}
