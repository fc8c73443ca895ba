import { describe, expect, test } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import { respondWith, apiKey, stubbedClient, errorOf } from './stub-server.ts';

const row = (id: string) => ({ id, display_name: id });
const next = (cursor: unknown) => ({ meta: { total: 3, links: { next: cursor, prev: '' } } });

/** A client of a server with these pages: `first` without a cursor, every other page under its own cursor. */
function pagedClient(pages: Readonly<Record<string, object>>) {
  return stubbedClient((response, { query }) => {
    const body = pages[query.get('cursor') ?? 'first'];
    response.writeHead(body === undefined ? 400 : 200);
    response.end(JSON.stringify(body ?? { error: 'Invalid cursor.' }));
  });
}

describe('pages', () => {
  test('are read to the end, 500 rows each', async () => {
    const { client, received } = await pagedClient({
      first: { groups: [row('a')], ...next('two+/=') },
      'two+/=': { groups: [row('b')], ...next('three') },
      three: { groups: [row('c')], ...next('') },
    });
    const groups = await client.groups.list();
    expect(groups.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(received.map(({ query }) => Object.fromEntries(query))).toEqual([
      { per_page: '500' },
      { per_page: '500', cursor: 'two+/=' },
      { per_page: '500', cursor: 'three' },
    ]);
  });

  test.each([
    ['an empty next', next('')],
    ['a null next', next(null)],
    ['no next', { meta: { total: 1, links: {} } }],
    ['no links', { meta: { total: 1 } }],
    ['no meta', {}],
    ['a null meta', { meta: null }],
  ])('end at %s', async (_case, rest) => {
    const { client, received } = await stubbedClient(respondWith({ groups: [row('a')], ...rest }));
    await expect(client.groups.list()).resolves.toHaveLength(1);
    expect(received).toHaveLength(1);
  });

  test('that shift while they are read yield each id once, as it was last read', async () => {
    const { client } = await pagedClient({
      first: { groups: [row('a'), row('b')], ...next('two') },
      two: { groups: [{ id: 'B', display_name: 'renamed' }, row('c')], ...next('') },
    });
    const groups = await client.groups.list();
    expect(groups.map(({ name }) => name)).toEqual(['a', 'renamed', 'c']);
  });

  test.each([
    ['itself', 'two'],
    ['an earlier page', 'three'],
  ])('that link back to %s are unreadable instead of an endless loop', async (_case, back) => {
    const { client, received } = await pagedClient({
      first: { groups: [], ...next('two') },
      two: { groups: [], ...next(back === 'two' ? 'two' : 'three') },
      three: { groups: [], ...next('two') },
    });
    const error = await errorOf(client.groups.list());
    expect(error).toMatchObject({ kind: 'unreadable' });
    expect(received.length).toBeLessThanOrEqual(3);
  });

  test('without an end are unreadable', async () => {
    let pages = 0;
    const fetch = async () => Response.json({ groups: [], ...next(`page-${pages++}`) });
    const client = createVultrClient({
      baseUrl: 'https://api.example.com',
      apiKey,
      timeoutMs: 10_000,
      fetch,
    });
    const error = await errorOf(client.groups.list());
    expect(error).toMatchObject({ kind: 'unreadable', message: 'GET /v2/groups: more than 1000 pages' });
    expect(pages).toBe(1_001);
  });

  test('of which one fails do not yield part of the list', async () => {
    const { client } = await pagedClient({ first: { groups: [row('a')], ...next('gone') } });
    await expect(errorOf(client.groups.list())).resolves.toMatchObject({ kind: 'refused', status: 400 });
  });
});

describe('a list', () => {
  test.each([
    ['no body', ''],
    ['null', 'null'],
    ['no known key', '{"items":[]}'],
    ['a key that is not a list', '{"groups":null}'],
    ['an object without the parts', '{"groups":{}}'],
    ['a message', '{"message":"ok"}'],
    ['a row that is not an object', '{"groups":["a"]}'],
    ['a row that is null', '{"groups":[null]}'],
    ['a row without an id', '{"groups":[{"display_name":"a"}]}'],
    ['a row with an empty id', '{"groups":[{"id":"","display_name":"a"}]}'],
    ['a row without its name', '{"groups":[{"id":"a"}]}'],
  ])('with %s is unreadable, not empty', async (_case, body) => {
    const { client } = await stubbedClient(respondWith(body));
    await expect(errorOf(client.groups.list())).resolves.toMatchObject({
      kind: 'unreadable',
      status: 200,
      responseText: body === '' ? undefined : body,
    });
  });

  test.each([
    ['under its key', { groups: [] }],
    ['bare', []],
  ])('that is empty %s is decoded as empty', async (_form, body) => {
    const { client } = await stubbedClient(respondWith(body));
    await expect(client.groups.list()).resolves.toEqual([]);
  });

  test('of a thing that does not exist is an error, not an empty list', async () => {
    const { client } = await stubbedClient(respondWith({ error: 'Group not found.' }, 404));
    await expect(errorOf(client.groups.members('g'))).resolves.toMatchObject({ kind: 'not_found' });
  });
});

describe('a single resource', () => {
  test.each([
    [404, 'Group not found.'],
    [404, '<html>Not Found</html>'],
    [400, 'Invalid UUID format.'],
  ])('is undefined after %i %s', async (status, error) => {
    const { client } = await stubbedClient(respondWith({ error }, status));
    await expect(client.groups.get('g')).resolves.toBeUndefined();
  });

  test.each([
    [400, 'Bad request.'],
    [403, 'Forbidden'],
    [500, 'not found'],
  ])('is an error after %i %s', async (status, error) => {
    const { client } = await stubbedClient(respondWith({ error }, status));
    await expect(errorOf(client.groups.get('g'))).resolves.toMatchObject({ status });
  });

  test.each(['', '[]', '{}', '{"group":null}', '{"group":{"display_name":"a"}}'])(
    'is unreadable after 200 %s',
    async (body) => {
      const { client } = await stubbedClient(respondWith(body));
      await expect(errorOf(client.groups.get('g'))).resolves.toMatchObject({ kind: 'unreadable' });
    },
  );
});

describe('a write', () => {
  const group = { name: 'Developers', description: 'They develop' };

  test.each([
    [200, ''],
    [201, '{}'],
    [201, '[]'],
    [202, 'null'],
    [201, '{"message":"created"}'],
    [201, '{"group":{"display_name":"no id"}}'],
    [204, ''],
  ])('with the response %i %s succeeds, and its result has to be read back', async (status, body) => {
    const { client } = await stubbedClient(respondWith(body, status));
    await expect(client.groups.create(group)).resolves.toBeUndefined();
    await expect(client.policies.attachToGroup('p', 'g')).resolves.toBeUndefined();
    await expect(client.groups.addMember('g', { id: 'u', name: 'a' })).resolves.toBeUndefined();
  });

  test('that is refused for an invalid id is "refused", not "not found"', async () => {
    const { client } = await stubbedClient(respondWith({ error: 'Invalid id.' }, 400));
    await expect(errorOf(client.invitations.resend('i'))).resolves.toMatchObject({ kind: 'refused' });
    const attaching = client.policies.attachToGroup('p', 'g');
    await expect(errorOf(attaching)).resolves.toMatchObject({ kind: 'refused' });
  });
});
