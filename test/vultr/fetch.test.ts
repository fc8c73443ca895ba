import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import type { VultrError } from '../../src/vultr/errors.ts';
import type { RequestReport } from '../../src/vultr/send.ts';
import { apiKey, stubbedClient, errorOf, type Handler } from './stub-server.ts';

const noResponse: Handler = () => {};
const halfABody: Handler = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"groups":[');
};
const group = { name: 'Developers', description: '' };

function createGroupAt(baseUrl: string, fetch = globalThis.fetch): Promise<VultrError> {
  return errorOf(createVultrClient({ baseUrl, apiKey, timeoutMs: 10_000, fetch }).groups.create(group));
}

/** A `fetch` that fails as the real one does, with what happened as the cause. */
function failingFetch(cause: Error): typeof globalThis.fetch {
  return () => Promise.reject(new TypeError('fetch failed', { cause }));
}

describe('the timeout', () => {
  test.each([
    ['no response begins', noResponse],
    ['the body remains unfinished', halfABody],
  ])('applies if %s', async (_case, handler) => {
    const { client } = await stubbedClient(handler, { timeoutMs: 100 });
    await expect(errorOf(client.groups.create(group))).resolves.toMatchObject({
      kind: 'unavailable',
      message: 'POST /v2/groups: no response within 100 ms',
      mayHaveTakenEffect: true,
    });
  });

  test('applies to each request, not to all pages together', async () => {
    const pages = 4;
    let page = 0;
    const { client, received } = await stubbedClient(
      (response) => {
        page++;
        const next = page < pages ? `page-${page}` : '';
        setTimeout(() => response.end(JSON.stringify({ groups: [], meta: { links: { next } } })), 150);
      },
      { timeoutMs: 500 },
    );
    await expect(client.groups.list()).resolves.toEqual([]);
    expect(received).toHaveLength(pages);
  });
});

describe('a caller who aborts', () => {
  const reason = new Error('the activity was cancelled');

  test.each([
    ['before the request', undefined],
    ['while no response comes', noResponse],
    ['in the middle of the body', halfABody],
  ])('%s gets the reason of their own signal', async (_when, handler) => {
    const controller = new AbortController();
    const reports: RequestReport[] = [];
    if (handler === undefined) controller.abort(reason);
    const { client } = await stubbedClient(
      (response, request) => {
        handler?.(response, request);
        setImmediate(() => controller.abort(reason));
      },
      { timeoutMs: 600_000, onRequest: (report) => reports.push(report) },
    );
    await expect(client.groups.list({ signal: controller.signal })).rejects.toBe(reason);
    expect(reports).toMatchObject([{ outcome: 'aborted' }]);
  });
});

describe('a connection error', () => {
  test('because the port is closed means that nothing was sent', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    await expect(createGroupAt(`http://127.0.0.1:${port}`)).resolves.toMatchObject({
      kind: 'unavailable',
      message: 'POST /v2/groups: no response (ECONNREFUSED)',
      mayHaveTakenEffect: false,
    });
  });

  test('because the server does not speak TLS means that nothing was sent', async () => {
    const { url, received } = await stubbedClient(noResponse);
    const error = await createGroupAt(url.replace('http:', 'https:'));
    expect(error).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect: false });
    expect(received).toEqual([]);
  });

  test('after the request was sent leaves the outcome unknown', async () => {
    const { client } = await stubbedClient((response) => response.destroy());
    const error = await errorOf(client.groups.create(group));
    expect(error).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect: true });
  });

  test('in the middle of the response leaves the outcome unknown', async () => {
    const { client } = await stubbedClient((response) => {
      response.writeHead(201, { 'content-length': '1000' });
      response.write('{"group":', () => response.destroy());
    });
    const error = await errorOf(client.groups.create(group));
    expect(error).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect: true });
  });

  // These need certificates or names that a test machine does not have, so they are thrown as `fetch` throws them.
  test.each([
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, false],
    [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, false],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, false],
    [{ code: 'EHOSTUNREACH', syscall: 'connect' }, false],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, false],
    [{ code: 'CERT_HAS_EXPIRED' }, false],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, false],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, false],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, false],
    [{ code: 'ECONNRESET', syscall: 'read' }, true],
    [{ code: 'ETIMEDOUT', syscall: 'read' }, true],
    [{ code: 'EPIPE', syscall: 'write' }, true],
    [{ code: 'UND_ERR_SOCKET' }, true],
  ])('of %j: may have taken effect: %s', async (properties, mayHaveTakenEffect) => {
    const cause = Object.assign(new Error('from the system'), properties);
    const error = await createGroupAt('https://api.example.com', failingFetch(cause));
    expect(error).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect });
    expect(error.message).toBe(`POST /v2/groups: no response (${properties.code})`);
  });

  test('at all of several network addresses means that nothing was sent', async () => {
    const cause = new AggregateError([new Error('a'), new Error('b')]);
    const error = await createGroupAt('https://api.example.com', failingFetch(cause));
    expect(error).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect: false });
  });

  test('during a read means that nothing has changed', async () => {
    const { client } = await stubbedClient((response) => response.destroy());
    await expect(errorOf(client.groups.list())).resolves.toMatchObject({ mayHaveTakenEffect: false });
  });
});
