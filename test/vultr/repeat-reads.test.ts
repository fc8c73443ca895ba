import { describe, expect, test } from 'vitest';
import { withSharedReads } from '../../src/vultr/with-shared-reads.ts';
import { errorOf, type Handler, respondWith, stubbedClient } from './stub-server.ts';

const group = { group: { id: 'g', display_name: 'Developers' } };
const ok = respondWith(group);
const down = respondWith({ error: 'down' }, 503);
const cut: Handler = (response) => void response.destroy();

/** A client whose requests get these responses, in this order; the last one is repeated. */
function given(...handlers: readonly Handler[]) {
  let next = 0;
  const handler: Handler = (response, request) => {
    const handle = handlers[Math.min(next++, handlers.length - 1)];
    handle?.(response, request);
  };
  return stubbedClient(handler, { repeatReads: true, timeoutMs: 5_000 });
}

describe('a read', () => {
  test.each<[string, Handler]>([
    ['a 5xx', down],
    ['no response', cut],
    ['an unreadable response', respondWith('<html>')],
    ['a 429 without Retry-After', respondWith('', 429)],
    ['a 429 with a short Retry-After', respondWith('', 429, { 'retry-after': '1' })],
  ])('is sent again after %s, at most twice', async (_name, failing) => {
    const passing = await given(failing, failing, ok);
    await expect(passing.client.groups.get('g')).resolves.toMatchObject({ id: 'g' });
    expect(passing.received).toHaveLength(3);
    const lasting = await given(failing);
    await errorOf(lasting.client.groups.get('g'));
    expect(lasting.received).toHaveLength(3);
  });

  test('waits for 250 ms, then for a second', async () => {
    const times: number[] = [];
    const { client } = await given((response, request) => {
      times.push(performance.now());
      down(response, request);
    });
    await errorOf(client.groups.get('g'));
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThan(240);
    expect(third - second).toBeGreaterThan(990);
  });

  test('waits for as long as a short Retry-After says', async () => {
    const times: number[] = [];
    const { client } = await given(
      (response, request) => {
        times.push(performance.now());
        respondWith('', 429, { 'retry-after': '1' })(response, request);
      },
      (response, request) => {
        times.push(performance.now());
        ok(response, request);
      },
    );
    await client.groups.get('g');
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(990);
  });

  test.each([
    [400, {}],
    [401, {}],
    [403, {}],
    [409, {}],
    [429, { 'retry-after': '3' }],
    [503, { 'retry-after': '60' }],
  ])('is not sent again after a %i with the headers %j', async (status, headers) => {
    const { client, received } = await given(respondWith('No.', status, headers));
    await errorOf(client.groups.get('g'));
    expect(received).toHaveLength(1);
  });

  test('of something that does not exist is not sent again', async () => {
    const { client, received } = await given(respondWith('', 404));
    await expect(client.groups.get('g')).resolves.toBeUndefined();
    expect(received).toHaveLength(1);
  });

  test('is sent again only if the deadline leaves time for it', async () => {
    const { client, received } = await given(down);
    // Enough for the first pause and a request, but not for the second pause and another one.
    await errorOf(client.groups.get('g', { deadline: { remainingMs: () => 5_900 } }));
    expect(received).toHaveLength(2);
  });

  test('ends with the reason of the signal if that aborts during a pause', async () => {
    const { client, received } = await given(down);
    const controller = new AbortController();
    const reading = client.groups.get('g', { signal: controller.signal });
    const reason = new Error('the attempt was cancelled');
    setTimeout(() => controller.abort(reason), 100);
    await expect(reading).rejects.toBe(reason);
    expect(received).toHaveLength(1);
  });
});

const page = (id: string, next: string) =>
  respondWith({ groups: [{ id, display_name: id }], meta: { links: { next } } });

test('a list repeats the page that failed, and no page before it', async () => {
  const { client, received } = await given(page('a', 'second'), down, page('b', ''));
  await expect(client.groups.list()).resolves.toMatchObject([{ id: 'a' }, { id: 'b' }]);
  expect(received.map(({ query }) => query.get('cursor'))).toEqual([null, 'second', 'second']);
});

test('a shared read is repeated as often as any other', async () => {
  const { client, received } = await given(down);
  await errorOf(withSharedReads(client, () => false).groups.list());
  expect(received).toHaveLength(3);
});

test.each([
  ['POST', (client) => client.policies.attachToGroup('p', 'g')],
  ['DELETE', (client) => client.groups.removeMember('g', 'u')],
  ['PUT', (client) => client.organizations.suspendUser('o', 'u')],
  ['PATCH', (client) => client.users.setApiAccess('u', false)],
] satisfies [string, (client: Awaited<ReturnType<typeof given>>['client']) => Promise<void>][])(
  'a %s is never sent again',
  async (_method, write) => {
    const { client, received } = await given(cut);
    await errorOf(write(client));
    expect(received).toHaveLength(1);
  },
);

test('a client repeats nothing unless it is told to', async () => {
  const { client, received } = await stubbedClient(down);
  await errorOf(client.groups.get('g'));
  expect(received).toHaveLength(1);
});
