import { createBudget } from '../../src/vultr/budget.ts';
import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import type { RequestReport } from '../../src/vultr/http.ts';
import { answering, apiKey, clientOf, failureOf, type Respond, startServer } from './answering-server.ts';

const emptyList = { invitations: [] };
const invite = { email: 'ada@example.com', apiAccess: false };

function recorder() {
  const lines: object[] = [];
  const log = (facts: object, message: string) => void lines.push({ ...facts, message });
  return { lines, logger: { debug: log, info: log, warn: log, error: log } };
}

const repeatingTheKey: Respond = (response, { headers }) => {
  response.writeHead(401);
  response.end(JSON.stringify({ error: `Invalid API token: ${headers.authorization}` }));
};

describe('a request', () => {
  test('carries the key and asks for JSON, under one /v2', async () => {
    const { url, received } = await startServer(answering(emptyList));
    await createVultrClient({ baseUrl: `${url}/v2/`, apiKey, timeoutMs: 10_000 }).invitations.list();
    expect(received).toMatchObject([
      {
        method: 'GET',
        path: '/v2/invitation',
        headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
      },
    ]);
  });

  test('with a body says that it is JSON', async () => {
    const { client, received } = await clientOf(answering('', 201));
    await client.invitations.create(invite);
    expect(received[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ email_invited: 'ada@example.com' });
  });

  test('keeps an odd id inside its path', async () => {
    const { client, received } = await clientOf(answering('', 404));
    await client.groups.get('a/b?c#d');
    expect(received.map(({ path }) => path)).toEqual(['/v2/groups/a%2Fb%3Fc%23d']);
  });

  test.each(['', '.', '..'])('with the id %j is not sent: it would mean another resource', async (id) => {
    const { client, received } = await clientOf(answering({ groups: [] }));
    await expect(client.groups.get(id)).rejects.toThrow(/An id of \/v2\/groups\/\{id\}/);
    await expect(client.groups.members(id)).rejects.toThrow(TypeError);
    expect(received).toEqual([]);
  });

  test('is sent once, whatever comes back', async () => {
    const { client, received } = await clientOf(answering({ error: 'down' }, 503));
    await failureOf(client.invitations.create(invite));
    await failureOf(client.invitations.list());
    expect(received).toHaveLength(2);
  });

  test('waits for its budget, page by page, with the signal of the caller', async () => {
    const { client, received } = await clientOf(
      (response, { query }) => {
        const next = query.has('cursor') ? '' : 'more';
        response.end(JSON.stringify({ groups: [], meta: { links: { next } } }));
      },
      { budget: { ...createBudget({ requestsPerSecond: 1 }), acquire } },
    );
    const asked: { readonly sent: number; readonly signal: AbortSignal | undefined }[] = [];
    async function acquire(signal?: AbortSignal) {
      asked.push({ sent: received.length, signal });
    }
    const { signal } = new AbortController();
    await client.groups.list({ signal });
    expect(asked).toEqual([
      { sent: 0, signal },
      { sent: 1, signal },
    ]);
  });

  test('goes through the fetch that was given', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({ groups: [] }));
    const client = createVultrClient({ baseUrl: 'https://api.example.com', apiKey, timeoutMs: 1_000, fetch });
    await expect(client.groups.list()).resolves.toEqual([]);
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe('an error answer', () => {
  const html = '<html><body><h1>504 Gateway Time-out</h1></body></html>';

  test.each([
    // status, body, kind, whether a write may have happened
    [400, { error: 'Invalid email.', status: 400 }, 'refused', false],
    [400, { error: 'Invalid user id.', status: 400 }, 'refused', false],
    [401, { error: 'Invalid API token.' }, 'unauthorized', false],
    [403, { error: 'Forbidden', extra: true }, 'forbidden', false],
    [404, 'Not found.', 'not_found', false],
    [409, {}, 'refused', false],
    [429, { error: 'rate limit exceeded' }, 'rate_limited', false],
    [500, '', 'unavailable', true],
    [504, html, 'unavailable', true],
  ])('%i %j to a write is %s', async (status, body, kind, mayHaveTakenEffect) => {
    const { client } = await clientOf(answering(body, status));
    const failure = await failureOf(client.invitations.create(invite));
    expect(failure).toMatchObject({ kind, status, mayHaveTakenEffect, request: 'POST /v2/invitation' });
  });

  test('carries status, words and Retry-After', async () => {
    const { client } = await clientOf(
      answering({ error: 'rate limit exceeded', status: 429 }, 429, { 'retry-after': '7' }),
    );
    await expect(failureOf(client.policies.attachToGroup('p', 'g'))).resolves.toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 7_000,
      answer: 'rate limit exceeded',
      message: 'POST /v2/policies/{id}/groups/{id}: 429 rate limit exceeded',
    });
  });

  test('in HTML is reduced to its words', async () => {
    const { client } = await clientOf(answering(html, 504, { 'content-type': 'text/html' }));
    const failure = await failureOf(client.groups.list());
    expect(failure).toMatchObject({ answer: '504 Gateway Time-out', mayHaveTakenEffect: false });
  });

  test('without a body has no answer', async () => {
    const { client } = await clientOf(answering('', 502));
    const failure = await failureOf(client.groups.list());
    expect(failure).toMatchObject({ answer: undefined, message: 'GET /v2/groups: 502' });
  });

  test('that redirects is not followed, so the key stays', async () => {
    const elsewhere = await startServer(answering(emptyList));
    const { client } = await clientOf(answering('', 302, { location: `${elsewhere.url}/v2/invitation` }));
    const failure = await failureOf(client.invitations.list());
    expect(failure).toMatchObject({ kind: 'unreadable', status: 302 });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('a 2xx that cannot be what was asked for', () => {
  test.each(['{"invitation":', '<html>ok</html>'])('%s is unreadable', async (body) => {
    const { client } = await clientOf(answering(body));
    const written = { kind: 'unreadable', status: 200, mayHaveTakenEffect: true };
    await expect(failureOf(client.invitations.create(invite))).resolves.toMatchObject(written);
    await expect(failureOf(client.policies.attachToGroup('p', 'g'))).resolves.toMatchObject(written);
    const read = { kind: 'unreadable', mayHaveTakenEffect: false };
    await expect(failureOf(client.invitations.get('i'))).resolves.toMatchObject(read);
  });

  test('is unreadable where it does not end', async () => {
    const { client } = await clientOf((response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    const failure = await failureOf(client.groups.list());
    expect(failure).toMatchObject({ kind: 'unreadable', message: 'GET /v2/groups: the answer is too long' });
  });
});

describe('the key', () => {
  test('is in no error, log line, report or inspected client, even where Vultr repeats it', async () => {
    const { lines, logger } = recorder();
    const reports: RequestReport[] = [];
    const { client } = await clientOf(repeatingTheKey, {
      logger,
      onRequest: (report) => reports.push(report),
    });
    const failure = await failureOf(client.groups.list());
    expect(failure.answer).toBe('Invalid API token: Bearer [key]');
    const shown = inspect([failure, lines, reports, client], { depth: null, showHidden: true });
    expect(shown).not.toContain(apiKey);
    expect(JSON.stringify([failure, lines, reports, client])).not.toContain(apiKey);
  });

  test.each(['', 'two words', 'line\nbreak', 'schlüssel'])('%j is refused and not repeated', (bad) => {
    const create = () => createVultrClient({ baseUrl: 'https://api.example.com', apiKey: bad, timeoutMs: 1 });
    expect(create).toThrow("Vultr's API key must be visible ASCII characters without spaces");
  });
});

describe('one line and one report a request', () => {
  test.each([
    [200, 'ok'],
    [403, 'forbidden'],
    [500, 'unavailable'],
  ])('%i: %s, with the template of the path and nothing of its ids or the body', async (status, outcome) => {
    const { lines, logger } = recorder();
    const reports: RequestReport[] = [];
    const { client } = await clientOf(answering({ group: { id: 'g', display_name: 'Ada' } }, status), {
      logger,
      onRequest: (report) => reports.push(report),
    });
    await client.groups.get('id-of-the-group').catch(() => {});
    const durationMs = expect.any(Number) as number;
    expect(reports).toEqual([{ method: 'GET', path: '/v2/groups/{id}', outcome, status, durationMs }]);
    expect(lines).toEqual([{ ...reports[0], message: 'Vultr request' }]);
  });
});
