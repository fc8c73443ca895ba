import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import {
  type EventType,
  eventTypes,
  type OnboardingEvent,
  onboardingEvent,
} from '../../src/contract/api/events.ts';
import { parseNetwork } from '../../src/contract/config/network.ts';
import type { Webhooks } from '../../src/activities/index.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export type Received = { readonly webhookId: string; readonly event: OnboardingEvent };

/** The status for the nth request; `undefined` is no answer at all. */
type StatusOf = (nth: number) => number | undefined;

const noContent: StatusOf = () => 204;

export type TestReceiver = {
  /** All that came in, verified, in the order of arrival. */
  readonly received: readonly Received[];
  /** What is to be answered from now on; 204 until then. */
  readonly answer: (status: StatusOf) => void;
  /** For a worker that sends here; pauses between attempts are those of a test. */
  readonly webhooks: (types?: readonly EventType[]) => Webhooks;
  readonly types: () => readonly EventType[];
  readonly stop: () => void;
};

/** A receiver on this machine, as a customer would write one: it verifies what comes in, and keeps it. */
export async function startReceiver(): Promise<TestReceiver> {
  const received: Received[] = [];
  let statusOf: StatusOf = noContent;
  const server = createServer((request, response) => {
    void take(request, response);
  });
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    received.push(await verified(request));
    const status = statusOf(received.length);
    if (status !== undefined) response.writeHead(status).end(`answer ${status}`);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    answer: (status) => void (statusOf = status),
    types: () => received.map(({ event }) => event.type),
    webhooks: (types = eventTypes) => ({
      receivers: [
        { name: 'hr', url: `http://127.0.0.1:${port}/hooks`, secret: [secret], events: [...types] },
      ],
      allowed: [parseNetwork('127.0.0.1')].filter((network) => network !== undefined),
      retries: { firstPauseMs: 200, coefficient: 2, longestPauseMs: 1_000, attempts: 4 },
    }),
    stop: () => server.close().closeAllConnections(),
  };
}

/** Throws where the signature or the content is wrong; nobody catches that, so the test fails. */
async function verified(request: IncomingMessage): Promise<Received> {
  const headers = request.headers as Record<string, string>;
  const event = new Webhook(secret).verify(await text(request), headers);
  return { webhookId: headers['webhook-id'] ?? '', event: onboardingEvent.parse(event) };
}
