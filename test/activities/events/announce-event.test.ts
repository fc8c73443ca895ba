import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test, vi } from 'vitest';
import { createAnnounceEvent } from '../../../src/activities/events/announce-event.ts';
import { defaultDeliveryRetries } from '../../../src/contract/temporal/event-delivery.ts';
import { createReceiver, invitedEvent } from './fixtures.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

type Start = (type: string, options: object) => Promise<unknown>;

/** Every call that an activity makes with its client goes through this. */
const withAbortSignal = (_signal: AbortSignal, call: () => unknown) => call();
const options = { namespace: 'default' };

describe('announceEvent', () => {
  const receivers = [
    createReceiver('https://hr.example.com'),
    createReceiver('https://it.example.com', { name: 'it', events: ['onboarding.completed'] }),
  ];

  function announce(start: Start): Promise<void> {
    const client = { workflow: { start }, options, withAbortSignal } as unknown as Client;
    const announceEvent = createAnnounceEvent(receivers, defaultDeliveryRetries);
    return new MockActivityEnvironment({ taskQueue: 'onboarding-example' }, { client, logger }).run(() =>
      announceEvent({ webhookId: 'event-1', event: invitedEvent }),
    );
  }

  test('starts a delivery for each receiver of the event type, without its URL and secret', async () => {
    const start = vi.fn<Start>();
    await announce(start);
    expect(start).toHaveBeenCalledTimes(1);
    expect(start).toHaveBeenCalledWith(
      'deliverEvent',
      expect.objectContaining({
        workflowId: 'event-1-hr',
        taskQueue: 'onboarding-example',
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
      }),
    );
    expect(JSON.stringify(start.mock.calls)).not.toMatch(/example\.com\/|whsec_|https:/);
  });

  test('succeeds if the delivery has been started already, and fails on any other error', async () => {
    const started = new WorkflowExecutionAlreadyStartedError('started', 'event-1-hr', 'deliverEvent');
    await expect(announce(() => Promise.reject(started))).resolves.toBeUndefined();
    const unavailable = new Error('Temporal is unavailable');
    await expect(announce(() => Promise.reject(unavailable))).rejects.toThrow('Temporal is unavailable');
  });
});
