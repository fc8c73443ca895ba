import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import { createGate } from '../../src/vultr/gate.ts';
import { createRateBudget } from '../../src/vultr/rate-budget.ts';
import type { RequestReport } from '../../src/vultr/send.ts';
import type { CallOptions, VultrClient } from '../../src/vultr/types.ts';
import { respondWith, apiKey, stubbedClient, errorOf, type Handler, startStubServer } from './stub-server.ts';

const emptyList = { invitations: [] };
const invite = { email: 'ada@example.com', apiAccess: false };

function createRecordingLogger() {
  const lines: object[] = [];
  const log = (fields: object, message: string) => void lines.push({ ...fields, message });
  return { lines, logger: { debug: log, info: log, warn: log, error: log } };
}

const respondWithTheKey: Handler = (response, { headers }) => {
  response.writeHead(401);
  response.end(JSON.stringify({ error: `Invalid API token: ${headers.authorization}` }));
};

describe('a request', () => {
  test('carries the key and accepts JSON, with /v2 once in its path', async () => {
    const { url, received } = await startStubServer(respondWith(emptyList));
    await createVultrClient({ baseUrl: `${url}/v2/`, apiKey, timeoutMs: 10_000 }).invitations.list();
    expect(received).toMatchObject([
      {
        method: 'GET',
        path: '/v2/invitation',
        headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
      },
    ]);
  });

  test('with a body declares it as JSON', async () => {
    const { client, received } = await stubbedClient(respondWith('', 201));
    await client.invitations.create(invite);
    expect(received[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ email_invited: 'ada@example.com' });
  });

  test('escapes an id in its path', async () => {
    const { client, received } = await stubbedClient(respondWith('', 404));
    await client.groups.get('a/b?c#d');
    expect(received.map(({ path }) => path)).toEqual(['/v2/groups/a%2Fb%3Fc%23d']);
  });

  test.each(['', '.', '..'])(
    'with the id %j is not sent, because it would address another resource',
    async (id) => {
      const { client, received } = await stubbedClient(respondWith({ groups: [] }));
      await expect(client.groups.get(id)).rejects.toThrow(/An id in \/v2\/groups\/\{id\}/);
      await expect(client.groups.members(id)).rejects.toThrow(TypeError);
      expect(received).toEqual([]);
    },
  );

  test('is sent once, whatever the response', async () => {
    const { client, received } = await stubbedClient(respondWith({ error: 'down' }, 503));
    await errorOf(client.invitations.create(invite));
    await errorOf(client.invitations.list());
    expect(received).toHaveLength(2);
  });

  test('waits for the budget before each page, with the signal of the caller', async () => {
    const { client, received } = await stubbedClient(
      (response, { query }) => {
        const next = query.has('cursor') ? '' : 'more';
        response.end(JSON.stringify({ groups: [], meta: { links: { next } } }));
      },
      { budget: { ...createRateBudget({ requestsPerSecond: 1 }), acquire } },
    );
    const acquired: { readonly sent: number; readonly signal: AbortSignal | undefined }[] = [];
    async function acquire(signal?: AbortSignal) {
      acquired.push({ sent: received.length, signal });
    }
    const { signal } = new AbortController();
    await client.groups.list({ signal });
    expect(acquired).toEqual([
      { sent: 0, signal },
      { sent: 1, signal },
    ]);
  });

  test('uses the given fetch', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({ groups: [] }));
    const client = createVultrClient({ baseUrl: 'https://api.example.com', apiKey, timeoutMs: 1_000, fetch });
    await expect(client.groups.list()).resolves.toEqual([]);
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

const deadlineIn = (remainingMs: number) => ({ deadline: { remainingMs: () => remainingMs } });

describe('a write with a deadline', () => {
  const invitation = respondWith({ invitation: { id: 'i', email_invited: invite.email } }, 201);

  test('is sent if it can be over by then', async () => {
    const { client, received } = await stubbedClient(invitation, { timeoutMs: 10_000 });
    await client.invitations.create(invite, deadlineIn(10_000));
    expect(received).toHaveLength(1);
  });

  test.each<[string, (client: VultrClient, options: CallOptions) => Promise<unknown>]>([
    ['POST', (client, options) => client.invitations.create(invite, options)],
    ['POST without a body', (client, options) => client.policies.attachToGroup('p', 'g', options)],
    ['DELETE', (client, options) => client.groups.removeMember('g', 'u', options)],
    ['PUT', (client, options) => client.organizations.suspendUser('o', 'u', options)],
    ['PATCH', (client, options) => client.users.setApiAccess('u', false, options)],
  ])('is not sent if it could take longer: %s', async (_method, write) => {
    const { client, received } = await stubbedClient(invitation, { timeoutMs: 10_000 });
    const error = await errorOf(write(client, deadlineIn(9_999)));
    expect(error).toMatchObject({ kind: 'out_of_time', mayHaveTakenEffect: false });
    expect(error.message).toContain('not sent, because it may take 10000 ms and only 9999 ms are left');
    expect(received).toEqual([]);
  });

  test('is not sent if the time passed while it waited for the budget', async () => {
    let remainingMs = 45_000;
    const acquire = async () => void (remainingMs -= 120_000);
    const budget = { ...createRateBudget({ requestsPerSecond: 1 }), acquire };
    const { client, received } = await stubbedClient(invitation, { budget });
    const error = await errorOf(
      client.invitations.create(invite, { deadline: { remainingMs: () => remainingMs } }),
    );
    expect(error).toMatchObject({ kind: 'out_of_time', mayHaveTakenEffect: false });
    expect(received).toEqual([]);
  });

  test('does not concern a read, which may be too late without harm', async () => {
    const { client } = await stubbedClient(respondWith(emptyList));
    await expect(client.invitations.list(deadlineIn(1))).resolves.toEqual([]);
  });
});

describe('a request with a gate', () => {
  const limited = respondWith('', 429, { 'retry-after': '7200' });

  test('is not sent after Vultr has asked for a long pause, and is not reported', async () => {
    const gate = createGate({ probe: async () => {} });
    onTestFinished(gate.stop);
    const reports: RequestReport[] = [];
    const { client, received } = await stubbedClient(limited, {
      gate,
      onRequest: (report) => reports.push(report),
    });
    await errorOf(client.groups.list());
    const error = await errorOf(client.invitations.create(invite));
    expect(error).toMatchObject({ kind: 'rate_limited', status: 429, mayHaveTakenEffect: false });
    expect(error.retryAfterMs).toBeGreaterThan(7_100_000);
    expect(received).toHaveLength(1);
    expect(reports).toHaveLength(1);
  });

  test('fails at once if the gate closes while it waits for the budget', async () => {
    const gate = createGate({ probe: async () => {} });
    onTestFinished(gate.stop);
    const budget = createRateBudget({ requestsPerSecond: 1 });
    const { client, received } = await stubbedClient(limited, { gate, budget });
    const errors = await Promise.all(['a', 'b', 'c'].map((id) => errorOf(client.groups.get(id))));
    expect(errors.map(({ kind }) => kind)).toEqual(['rate_limited', 'rate_limited', 'rate_limited']);
    expect(received).toHaveLength(1);
  });

  test('tells it about every response', async () => {
    const gate = createGate({ probe: async () => {}, firstTrialMs: 0 });
    onTestFinished(gate.stop);
    let status = 403;
    const { client, received } = await stubbedClient(
      (response, request) => respondWith(emptyList, status)(response, request),
      { gate },
    );
    await errorOf(client.invitations.list());
    status = 200;
    await client.invitations.list();
    await client.invitations.list();
    expect(received).toHaveLength(3);
  });
});

describe('an error response', () => {
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
  ])('%i %j to a write is classified as %s', async (status, body, kind, mayHaveTakenEffect) => {
    const { client } = await stubbedClient(respondWith(body, status));
    const error = await errorOf(client.invitations.create(invite));
    expect(error).toMatchObject({ kind, status, mayHaveTakenEffect, request: 'POST /v2/invitation' });
  });

  test('becomes an error with its status, text and Retry-After', async () => {
    const { client } = await stubbedClient(
      respondWith({ error: 'rate limit exceeded', status: 429 }, 429, { 'retry-after': '7' }),
    );
    await expect(errorOf(client.policies.attachToGroup('p', 'g'))).resolves.toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 7_000,
      responseText: 'rate limit exceeded',
      message: 'POST /v2/policies/{id}/groups/{id}: 429 rate limit exceeded',
    });
  });

  test('in HTML is reduced to its text', async () => {
    const { client } = await stubbedClient(respondWith(html, 504, { 'content-type': 'text/html' }));
    const error = await errorOf(client.groups.list());
    expect(error).toMatchObject({ responseText: '504 Gateway Time-out', mayHaveTakenEffect: false });
  });

  test('without a body has no text', async () => {
    const { client } = await stubbedClient(respondWith('', 502));
    const error = await errorOf(client.groups.list());
    expect(error).toMatchObject({ responseText: undefined, message: 'GET /v2/groups: 502' });
  });

  test('that redirects is not followed, so the key goes nowhere else', async () => {
    const elsewhere = await startStubServer(respondWith(emptyList));
    const { client } = await stubbedClient(
      respondWith('', 302, { location: `${elsewhere.url}/v2/invitation` }),
    );
    const error = await errorOf(client.invitations.list());
    expect(error).toMatchObject({ kind: 'unreadable', status: 302 });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('a 2xx that cannot be what was requested', () => {
  test.each(['{"invitation":', '<html>ok</html>'])('%s is unreadable', async (body) => {
    const { client } = await stubbedClient(respondWith(body));
    const writeError = { kind: 'unreadable', status: 200, mayHaveTakenEffect: true };
    await expect(errorOf(client.invitations.create(invite))).resolves.toMatchObject(writeError);
    await expect(errorOf(client.policies.attachToGroup('p', 'g'))).resolves.toMatchObject(writeError);
    const readError = { kind: 'unreadable', mayHaveTakenEffect: false };
    await expect(errorOf(client.invitations.get('i'))).resolves.toMatchObject(readError);
  });

  test('is unreadable if it does not end', async () => {
    const { client } = await stubbedClient((response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const writeMore = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', writeMore);
      writeMore();
    });
    const error = await errorOf(client.groups.list());
    expect(error).toMatchObject({ kind: 'unreadable', message: 'GET /v2/groups: the response is too long' });
  });
});

describe('the key', () => {
  test('is in no error, log line, report or inspected client, even if Vultr repeats it', async () => {
    const { lines, logger } = createRecordingLogger();
    const reports: RequestReport[] = [];
    const { client } = await stubbedClient(respondWithTheKey, {
      logger,
      onRequest: (report) => reports.push(report),
    });
    const error = await errorOf(client.groups.list());
    expect(error.responseText).toBe('Invalid API token: Bearer [key]');
    const inspected = inspect([error, lines, reports, client], { depth: null, showHidden: true });
    expect(inspected).not.toContain(apiKey);
    expect(JSON.stringify([error, lines, reports, client])).not.toContain(apiKey);
  });

  test.each(['', 'two words', 'line\nbreak', 'schlüssel'])('%j is rejected and not repeated', (bad) => {
    const create = () => createVultrClient({ baseUrl: 'https://api.example.com', apiKey: bad, timeoutMs: 1 });
    expect(create).toThrow("Vultr's API key must consist of visible ASCII characters without spaces");
  });
});

describe('each request is logged and reported once', () => {
  test.each([
    [200, 'ok'],
    [403, 'forbidden'],
    [500, 'unavailable'],
  ])('%i as %s, with the path template, without its ids or the body', async (status, outcome) => {
    const { lines, logger } = createRecordingLogger();
    const reports: RequestReport[] = [];
    const { client } = await stubbedClient(respondWith({ group: { id: 'g', display_name: 'Ada' } }, status), {
      logger,
      onRequest: (report) => reports.push(report),
    });
    await client.groups.get('id-of-the-group').catch(() => {});
    const durationMs = expect.any(Number) as number;
    expect(reports).toEqual([{ method: 'GET', path: '/v2/groups/{id}', outcome, status, durationMs }]);
    expect(lines).toEqual([{ ...reports[0], message: 'Vultr request' }]);
  });
});
