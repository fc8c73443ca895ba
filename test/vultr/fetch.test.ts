import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import type { VultrError } from '../../src/vultr/errors.ts';
import type { RequestReport } from '../../src/vultr/http.ts';
import { apiKey, clientOf, failureOf, type Respond } from './answering-server.ts';

const never: Respond = () => {};
const halfABody: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"groups":[');
};
const group = { name: 'Developers', description: '' };

function create(baseUrl: string, fetch = globalThis.fetch): Promise<VultrError> {
  return failureOf(createVultrClient({ baseUrl, apiKey, timeoutMs: 10_000, fetch }).groups.create(group));
}

/** A `fetch` that fails as the real one does: what happened is the cause. */
function failingFor(cause: Error): typeof globalThis.fetch {
  return () => Promise.reject(new TypeError('fetch failed', { cause }));
}

describe('time', () => {
  test.each([
    ['no answer begins', never],
    ['the body stays unfinished', halfABody],
  ])('is over where %s', async (_what, respond) => {
    const { client } = await clientOf(respond, { timeoutMs: 100 });
    await expect(failureOf(client.groups.create(group))).resolves.toMatchObject({
      kind: 'unavailable',
      message: 'POST /v2/groups: no answer within 100 ms',
      mayHaveTakenEffect: true,
    });
  });

  test('is for each request anew, not for all pages together', async () => {
    const pages = 4;
    let page = 0;
    const { client, received } = await clientOf(
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
    ['before', undefined],
    ['while no answer comes', never],
    ['in the middle of the body', halfABody],
  ])('%s gets the reason of the own signal', async (_when, respond) => {
    const controller = new AbortController();
    const reports: RequestReport[] = [];
    if (respond === undefined) controller.abort(reason);
    const { client } = await clientOf(
      (response, received) => {
        respond?.(response, received);
        setImmediate(() => controller.abort(reason));
      },
      { timeoutMs: 600_000, onRequest: (report) => reports.push(report) },
    );
    await expect(client.groups.list({ signal: controller.signal })).rejects.toBe(reason);
    expect(reports).toMatchObject([{ outcome: 'aborted' }]);
  });
});

describe('no connection', () => {
  test('where nobody listens: nothing was sent', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    await expect(create(`http://127.0.0.1:${port}`)).resolves.toMatchObject({
      kind: 'unavailable',
      message: 'POST /v2/groups: no answer (ECONNREFUSED)',
      mayHaveTakenEffect: false,
    });
  });

  test('where the other side does not speak TLS: nothing was sent', async () => {
    const { url, received } = await clientOf(never);
    const failure = await create(url.replace('http:', 'https:'));
    expect(failure).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect: false });
    expect(received).toEqual([]);
  });

  test('where it breaks after the request was sent: the outcome is not known', async () => {
    const { client } = await clientOf((response) => response.destroy());
    const failure = await failureOf(client.groups.create(group));
    expect(failure).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect: true });
  });

  test('where it breaks in the middle of the answer: the outcome is not known', async () => {
    const { client } = await clientOf((response) => {
      response.writeHead(201, { 'content-length': '1000' });
      response.write('{"group":', () => response.destroy());
    });
    const failure = await failureOf(client.groups.create(group));
    expect(failure).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect: true });
  });

  // What cannot be had on one machine without certificates and names: as `fetch` throws it.
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
  ])('%j: may have taken effect: %s', async (facts, mayHaveTakenEffect) => {
    const cause = Object.assign(new Error('from the system'), facts);
    const failure = await create('https://api.example.com', failingFor(cause));
    expect(failure).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect });
    expect(failure.message).toBe(`POST /v2/groups: no answer (${facts.code})`);
  });

  test('to any of several addresses: nothing was sent', async () => {
    const cause = new AggregateError([new Error('a'), new Error('b')]);
    const failure = await create('https://api.example.com', failingFor(cause));
    expect(failure).toMatchObject({ kind: 'unavailable', mayHaveTakenEffect: false });
  });

  test('is never an effect of a read', async () => {
    const { client } = await clientOf((response) => response.destroy());
    await expect(failureOf(client.groups.list())).resolves.toMatchObject({ mayHaveTakenEffect: false });
  });
});
