import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import { VultrError } from '../../src/vultr/errors.ts';
import type { VultrClientOptions } from '../../src/vultr/send.ts';
import type { VultrClient } from '../../src/vultr/types.ts';

export type ReceivedRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type Handler = (response: ServerResponse, request: ReceivedRequest) => void;

export const apiKey = 'KEY-0123456789ABCDEF';

/** Starts a server that handles every request as the test says, and stops it when the test ends. */
export async function startStubServer(
  handler: Handler,
): Promise<{ readonly url: string; readonly received: readonly ReceivedRequest[] }> {
  const received: ReceivedRequest[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://127.0.0.1');
    const receivedRequest = { method: request.method ?? '', path, query, headers: request.headers, body };
    received.push(receivedRequest);
    handler(response, receivedRequest);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** Creates a client that sends its requests to a stub server. */
export async function stubbedClient(
  handler: Handler,
  options: Partial<VultrClientOptions> = {},
): Promise<{
  readonly client: VultrClient;
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
}> {
  const { url, received } = await startStubServer(handler);
  const client = createVultrClient({ baseUrl: url, apiKey, timeoutMs: 10_000, ...options });
  return { client, url, received };
}

/** Responds with JSON; a string is sent as it is. */
export function respondWith(body: unknown, status = 200, headers: Record<string, string> = {}): Handler {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Returns the `VultrError` that a call threw. Fails if it threw nothing, or something else. */
export async function errorOf(call: Promise<unknown>): Promise<VultrError> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof VultrError) return error;
  throw error;
}
