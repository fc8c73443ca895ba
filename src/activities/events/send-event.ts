import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Delivery, DeliveryRetries } from '../../contract/temporal/event-delivery.ts';
import type { Network } from '../../contract/config/network.ts';
import type { Receiver } from '../../contract/config/receivers.ts';
import { post, type PostResponse } from '../../webhooks/post.ts';
import { signedHeaders } from '../../webhooks/sign.ts';

const requestTimeoutMs = 15_000;
const wordsKept = 200;

/**
 * One attempt to bring an event to its receiver. 2xx is delivered; after 410 there is no other attempt; all else is
 * tried again, and `Retry-After` is kept to where it is longer than the usual pause, up to the longest.
 */
export function createSendEvent(receivers: readonly Receiver[], allowed: readonly Network[]) {
  return async ({ webhookId, receiver: name, event, retries }: Delivery): Promise<{ status: number }> => {
    const receiver = receivers.find((one) => one.name === name);
    // Another worker may know it: while workers are replaced, some have the older configuration.
    if (receiver === undefined) throw failure(`no receiver is named "${name}" in the configuration`);
    const url = new URL(receiver.url);
    const body = JSON.stringify(event);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'vultr-onboarding',
      ...signedHeaders(webhookId, body, receiver.secret, new Date()),
    };
    const signal = Context.current().cancellationSignal;
    const answer = await post(url, headers, body, { allowed, timeoutMs: requestTimeoutMs, signal }).catch(
      (error: unknown) => {
        throw failure(`${url.host}: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    if (answer.status >= 200 && answer.status < 300) return { status: answer.status };
    throw refused(url, answer, retries);
  };
}

/** Of the address only the host is shown: a path or a query may be as good as a password. */
function refused(
  { host }: URL,
  { status, text, retryAfter }: PostResponse,
  patience: DeliveryRetries,
): ApplicationFailure {
  const words = text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, wordsKept);
  const message = `${host} answered ${status}${words === '' ? '' : `: ${words}`}`;
  // It may be a date, too: then the usual pause is as good.
  const askedMs = /^\d{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : 0;
  const pauseMs = Math.min(askedMs, patience.longestPauseMs);
  return failure(message, {
    nonRetryable: status === 410,
    // Attempts are counted: by shorter pauses they would be used up long before three days are over.
    ...(pauseMs > usualPauseMs(patience) ? { nextRetryDelay: pauseMs } : {}),
  });
}

function usualPauseMs({ firstPauseMs, coefficient, longestPauseMs }: DeliveryRetries): number {
  return Math.min(firstPauseMs * coefficient ** (Context.current().info.attempt - 1), longestPauseMs);
}

function failure(message: string, more: { nonRetryable?: boolean; nextRetryDelay?: number } = {}) {
  return ApplicationFailure.create({ type: 'event_not_taken', message, ...more });
}
