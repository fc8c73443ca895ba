import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { type OnboardingEvent, onboardingEvent } from '../../src/contract/api/events.ts';
import { type ServiceEvent, serviceEventTypes } from '../../src/contract/api/service-events.ts';
import { parseNetwork } from '../../src/contract/config/network.ts';
import type { Webhooks } from '../../src/activities/index.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export type Received<Event = OnboardingEvent> = { readonly webhookId: string; readonly event: Event };

/** Returns the status for the nth request, or `undefined` to send no response. */
type StatusOf = (nth: number) => number | undefined;

const noContent: StatusOf = () => 204;

export type TestReceiver<Event = OnboardingEvent> = {
  /** The verified events in the order of arrival. */
  readonly received: readonly Received<Event>[];
  /** Sets the status of all later responses, which is 204 at first. */
  readonly respond: (status: StatusOf) => void;
  /** Settings for a worker that sends events here, with pauses between attempts that suit a test. */
  readonly webhooks: (types?: readonly ServiceEvent['type'][]) => Webhooks;
  readonly types: () => readonly ServiceEvent['type'][];
  readonly stop: () => void;
};

/**
 * Starts a receiver on this machine, as a customer would write one: it verifies each event and keeps it. `parse` reads the
 * events that the test expects; left out, those of onboardings.
 */
export function startReceiver(): Promise<TestReceiver>;
export function startReceiver<Event extends ServiceEvent>(
  parse: (event: unknown) => Event,
): Promise<TestReceiver<Event>>;
export async function startReceiver(
  parse: (event: unknown) => ServiceEvent = (event) => onboardingEvent.parse(event),
): Promise<TestReceiver<ServiceEvent>> {
  const received: Received<ServiceEvent>[] = [];
  let statusOf: StatusOf = noContent;
  const server = createServer((request, response) => {
    void receive(request, response);
  });
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    received.push(await verify(request, parse));
    const status = statusOf(received.length);
    if (status !== undefined) response.writeHead(status).end(`answer ${status}`);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    respond: (status) => void (statusOf = status),
    types: () => received.map(({ event }) => event.type),
    webhooks: (types = serviceEventTypes) => ({
      receivers: [
        { name: 'hr', url: `http://127.0.0.1:${port}/hooks`, secret: [secret], events: [...types] },
      ],
      allowed: [parseNetwork('127.0.0.1')].filter((network) => network !== undefined),
      retries: { firstPauseMs: 200, coefficient: 2, longestPauseMs: 1_000, attempts: 4 },
    }),
    stop: () => server.close().closeAllConnections(),
  };
}

/** Throws if the signature or the content is wrong. Nothing catches that, so the test fails. */
async function verify<Event>(
  request: IncomingMessage,
  parse: (event: unknown) => Event,
): Promise<Received<Event>> {
  const headers = request.headers as Record<string, string>;
  const event = new Webhook(secret).verify(await text(request), headers);
  return { webhookId: headers['webhook-id'] ?? '', event: parse(event) };
}
