import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseNetwork } from '../../src/contract/config/network.ts';
import { guardedLookup } from '../../src/webhooks/guarded-lookup.ts';
import { post } from '../../src/webhooks/post.ts';

const loopback = [parseNetwork('127.0.0.0/8') ?? expect.fail(), parseNetwork('::1') ?? expect.fail()];
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

type Listener = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

async function serving(listener: Listener): Promise<{ url: URL; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    void listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/hooks?tenant=1`), requests: () => requests };
}

function send(url: URL, allowed = loopback, timeoutMs = 5_000) {
  return post(url, { 'content-type': 'application/json' }, '{"ä":1}', { allowed, timeoutMs });
}

describe('post', () => {
  test('sends the body unchanged, and returns the status and the beginning of the response', async () => {
    const { url } = await serving(async (request, response) => {
      const body = await textOf(request);
      response.writeHead(503, { 'retry-after': '7' }).end(`${request.method} ${request.url} ${body}`);
    });
    expect(await send(url)).toEqual({
      status: 503,
      text: 'POST /hooks?tenant=1 {"ä":1}',
      retryAfter: '7',
    });
  });

  test('reads only the beginning of an endless response', async () => {
    const { url } = await serving((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(1_024)));
      };
      response.on('drain', more).on('error', () => {});
      more();
    });
    // A client that kept reading would run into the timeout of this test.
    const { status, text } = await send(url, loopback, 60_000);
    expect([status, text.length]).toEqual([200, 4_096]);
  }, 10_000);

  test('follows no redirect', async () => {
    const target = await serving((_request, response) => void response.end());
    const { url } = await serving((_request, response) => {
      response.writeHead(307, { location: target.url.href }).end();
    });
    expect((await send(url)).status).toBe(307);
    expect(target.requests()).toBe(0);
  });

  test('times out if a receiver does not respond', async () => {
    const { url } = await serving(() => {});
    await expect(send(url, loopback, 300)).rejects.toThrow('no response within 0.3 s');
  });

  test.each(['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]', 'localhost'])(
    'does not connect to %s unless it is allowed',
    async (host) => {
      const { url, requests } = await serving((_request, response) => void response.end());
      url.hostname = host;
      await expect(send(url, [])).rejects.toThrow(/has no public network address/);
      expect(requests()).toBe(0);
    },
  );
});

function resolvesTo(...addresses: readonly string[]): LookupFunction {
  return guardedLookup([], (_host, _options, callback) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    callback(null, found);
  });
}

function ask(lookup: LookupFunction, all: boolean) {
  const callback = vi.fn<Parameters<LookupFunction>[2]>();
  lookup('hooks.example.com', { all }, callback);
  return callback.mock.calls[0];
}

describe('guardedLookup', () => {
  test('drops forbidden network addresses and keeps the others', () => {
    const mixed = resolvesTo('10.0.0.1', '8.8.8.8', '::1');
    expect(ask(mixed, true)).toEqual([null, [{ address: '8.8.8.8', family: 4 }]]);
    expect(ask(mixed, false)).toEqual([null, '8.8.8.8', 4]);
  });

  test('fails if no network address is left', () => {
    expect(ask(resolvesTo('169.254.169.254'), true)?.[0]).toMatchObject({ name: 'ForbiddenAddress' });
    expect(ask(resolvesTo('169.254.169.254'), false)?.[0]).toMatchObject({ name: 'ForbiddenAddress' });
  });
});
