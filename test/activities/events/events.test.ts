import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTemporalActivities } from '../../../src/activities/index.ts';
import { type Delivery, defaultDeliveryRetries } from '../../../src/contract/temporal/event-delivery.ts';
import { eventTypes, type OnboardingEvent } from '../../../src/contract/api/events.ts';
import { parseNetwork } from '../../../src/contract/config/network.ts';
import type { Receiver } from '../../../src/contract/config/receivers.ts';
import { exampleOnboarding } from '../../api/fake-onboardings.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const { id, state, step, email, group, timings } = exampleOnboarding();
const event: OnboardingEvent = {
  type: 'onboarding.invited',
  timestamp: '2026-06-29T09:00:00.000Z',
  data: { id, sequence: 1, state, step, email, group, timings },
};
const delivery: Delivery = { webhookId: 'event-1', receiver: 'hr', event, retries: defaultDeliveryRetries };
const allowed = [parseNetwork('127.0.0.1')].filter((network) => network !== undefined);
const closing: (() => void)[] = [];

afterEach(() => closing.splice(0).forEach((close) => close()));

function receiver(url: string, changes: Partial<Receiver> = {}): Receiver {
  return { name: 'hr', url, secret: [`whsec_${'A'.repeat(32)}`], events: [...eventTypes], ...changes };
}

/** The address of a receiver that always answers so; its path is as good as a password. */
async function answering(status: number, headers: OutgoingHttpHeaders = {}, words = ''): Promise<string> {
  const server = createServer((request: IncomingMessage, response) => {
    request.resume();
    response.writeHead(status, headers).end(words);
  });
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/hunter2`;
}

async function failureOf(receivers: readonly Receiver[], attempt = 1): Promise<ApplicationFailure> {
  const { sendEvent } = createTemporalActivities({ receivers, allowed });
  try {
    await new MockActivityEnvironment({ attempt }, { logger }).run(() => sendEvent(delivery));
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('sendEvent', () => {
  test.each([200, 204, 299])('%i is taken', async (status) => {
    const { sendEvent } = createTemporalActivities({
      receivers: [receiver(await answering(status))],
      allowed,
    });
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
  ])('%i is not; it is over: %s', async (status, nonRetryable) => {
    const failure = await failureOf([receiver(await answering(status, { location: '/elsewhere' }))]);
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
    'attempt %i, Retry-After: %s is kept to where it is longer than usual',
    async (attempt, asked, pauseMs) => {
      const failure = await failureOf([receiver(await answering(503, { 'retry-after': asked }))], attempt);
      expect(failure.nextRetryDelay ?? undefined).toBe(pauseMs);
    },
  );

  test('says what was answered, in one short line, and only the host of the address', async () => {
    const url = await answering(500, {}, `no\r\n\u0007luck ${'x'.repeat(5_000)}`);
    const { message } = await failureOf([receiver(url)]);
    expect(message).toMatch(/^127\.0\.0\.1:\d+ answered 500: no luck x{192}$/);
    closing.splice(0).forEach((close) => close());
    expect((await failureOf([receiver(url)])).message).not.toContain('hunter2');
  });

  test('a receiver that this worker does not know is asked for again: another may', async () => {
    const failure = await failureOf([receiver('https://hr.example.com', { name: 'other' })]);
    expect(failure).toMatchObject({ nonRetryable: false });
    expect(failure.message).toContain('no receiver is named "hr"');
  });
});

/** Whatever an activity asks of its client goes through this. */
const withAbortSignal = (_signal: AbortSignal, call: () => unknown) => call();

describe('announceEvent', () => {
  const all = receiver('https://hr.example.com');
  const one = receiver('https://it.example.com', { name: 'it', events: ['onboarding.completed'] });

  type Start = (type: string, options: object) => Promise<unknown>;

  function announcing(start: Start) {
    const client = { workflow: { start }, withAbortSignal } as unknown as Client;
    const { announceEvent } = createTemporalActivities({ receivers: [all, one], allowed });
    return () =>
      new MockActivityEnvironment({}, { client, logger }).run(() =>
        announceEvent({ webhookId: 'event-1', event }),
      );
  }

  test('starts a delivery for each receiver that wants the type, without its address and secret', async () => {
    const start = vi.fn<Start>();
    await announcing(start)();
    expect(start).toHaveBeenCalledTimes(1);
    expect(start).toHaveBeenCalledWith(
      'deliverEvent',
      expect.objectContaining({ workflowId: 'event-1-hr', workflowIdReusePolicy: 'REJECT_DUPLICATE' }),
    );
    expect(JSON.stringify(start.mock.calls)).not.toMatch(/example\.com\/|whsec_|https:/);
  });

  test('finds one that is started already, and fails by anything else', async () => {
    const started = new WorkflowExecutionAlreadyStartedError('started', 'event-1-hr', 'deliverEvent');
    await expect(announcing(() => Promise.reject(started))()).resolves.toBeUndefined();
    const away = new Error('Temporal is away');
    await expect(announcing(() => Promise.reject(away))()).rejects.toThrow('Temporal is away');
  });
});
