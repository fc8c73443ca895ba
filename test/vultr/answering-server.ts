import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import { VultrError } from '../../src/vultr/errors.ts';
import type { VultrClientOptions } from '../../src/vultr/http.ts';
import type { VultrClient } from '../../src/vultr/types.ts';

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type Respond = (response: ServerResponse, received: Received) => void;

export const apiKey = 'KEY-0123456789ABCDEF';

/** A server that answers every request as the test says, for as long as the test runs. */
export async function startServer(
  respond: Respond,
): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://127.0.0.1');
    const one = { method: request.method ?? '', path, query, headers: request.headers, body };
    received.push(one);
    respond(response, one);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** A client whose Vultr is such a server. */
export async function clientOf(
  respond: Respond,
  options: Partial<VultrClientOptions> = {},
): Promise<{ readonly client: VultrClient; readonly url: string; readonly received: readonly Received[] }> {
  const { url, received } = await startServer(respond);
  const client = createVultrClient({ baseUrl: url, apiKey, timeoutMs: 10_000, ...options });
  return { client, url, received };
}

/** Answers with JSON, or with a text as it is. */
export function answering(body: unknown, status = 200, headers: Record<string, string> = {}): Respond {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** What a call threw: the test fails where it throws nothing, or something that is no `VultrError`. */
export async function failureOf(call: Promise<unknown>): Promise<VultrError> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof VultrError) return error;
  throw error;
}
