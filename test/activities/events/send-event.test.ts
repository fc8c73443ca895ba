import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach, describe, expect, test } from 'vitest';
import { createSendEvent } from '../../../src/activities/events/send-event.ts';
import { parseNetwork } from '../../../src/contract/config/network.ts';
import type { Receiver } from '../../../src/contract/config/receivers.ts';
import { type Delivery, defaultDeliveryRetries } from '../../../src/contract/temporal/event-delivery.ts';
import { createReceiver, invitedEvent } from './fixtures.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const delivery: Delivery = {
  webhookId: 'event-1',
  receiver: 'hr',
  event: invitedEvent,
  retries: defaultDeliveryRetries,
  taskQueue: 'events-example',
};
const allowed = [parseNetwork('127.0.0.1')].filter((network) => network !== undefined);
const closing: (() => void)[] = [];

afterEach(() => closing.splice(0).forEach((close) => close()));

/** Starts a receiver that always responds in this way, and returns its URL. The path is as secret as a password. */
async function respondingWith(status: number, headers: OutgoingHttpHeaders = {}, text = ''): Promise<string> {
  const server = createServer((request: IncomingMessage, response) => {
    request.resume();
    response.writeHead(status, headers).end(text);
  });
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/hunter2`;
}

async function failureOf(receivers: readonly Receiver[], attempt = 1): Promise<ApplicationFailure> {
  const sendEvent = createSendEvent(receivers, allowed);
  try {
    await new MockActivityEnvironment({ attempt }, { logger }).run(() => sendEvent(delivery));
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
  throw new Error('the event was delivered');
}

describe('sendEvent', () => {
  test.each([200, 204, 299])('%i means delivered', async (status) => {
    const sendEvent = createSendEvent([createReceiver(await respondingWith(status))], allowed);
    await expect(new MockActivityEnvironment({}, { logger }).run(() => sendEvent(delivery))).resolves.toEqual(
      { status },
    );
  });

  test.each([
    [301, false],
    [400, false],
    [404, false],
    [410, true],
    [429, false],
    [500, false],
  ])('%i means not delivered, permanently: %s', async (status, nonRetryable) => {
    const url = await respondingWith(status, { location: '/elsewhere' });
    const failure = await failureOf([createReceiver(url)]);
    expect(failure).toMatchObject({ type: 'event_not_taken', nonRetryable });
    expect(failure.nextRetryDelay ?? undefined).toBeUndefined();
  });

  // The usual pause is ten seconds after the first attempt, and an hour after the tenth.
  test.each([
    [1, '17', 17_000],
    [1, '86400', 3_600_000],
    [1, '10', undefined],
    [1, '1', undefined],
    [10, '600', undefined],
    [1, '0', undefined],
    [1, '-1', undefined],
    [1, '1e-9', undefined],
    [1, 'Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])(
    'on attempt %i, Retry-After: %s is respected if it is longer than the usual pause',
    async (attempt, retryAfter, pauseMs) => {
      const url = await respondingWith(503, { 'retry-after': retryAfter });
      const failure = await failureOf([createReceiver(url)], attempt);
      expect(failure.nextRetryDelay ?? undefined).toBe(pauseMs);
    },
  );

  test('reports the response in one short line, and only the host of the URL', async () => {
    const url = await respondingWith(500, {}, `no\r\n\u0007luck ${'x'.repeat(5_000)}`);
    const { message } = await failureOf([createReceiver(url)]);
    expect(message).toMatch(/^127\.0\.0\.1:\d+ responded with 500: no luck x{192}$/);
    closing.splice(0).forEach((close) => close());
    expect((await failureOf([createReceiver(url)])).message).not.toContain('hunter2');
  });

  test('retries a receiver that this worker does not know, because another worker may know it', async () => {
    const failure = await failureOf([createReceiver('https://hr.example.com', { name: 'other' })]);
    expect(failure).toMatchObject({ nonRetryable: false });
    expect(failure.message).toContain('no receiver named "hr"');
  });
});
