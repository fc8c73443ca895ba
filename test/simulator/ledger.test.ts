import { expect, test } from 'vitest';
import { join, createGroup, startSimulator } from './harness.ts';

test('every request to the imitated API is in the ledger, without a key', async () => {
  const sim = await startSimulator({ apiKeys: ['organization-key'] });
  const { apiKey } = await join(sim);
  await sim.send('GET', '/v2/users/me/groups?per_page=7', undefined, apiKey);
  await sim.send('GET', '/v2/nosuch', undefined, 'a-wrong-key');
  const { body, text } = await sim.send('GET', '/__sim/requests');
  expect(body.items.at(-2)).toEqual({
    at: '2026-06-01T12:00:00.000Z',
    method: 'GET',
    path: '/v2/users/me/groups',
    query: 'per_page=7',
    address: '127.0.0.1',
    status: 200,
    durationMs: expect.any(Number),
  });
  expect(body.byStatus).toEqual({ 200: 1, 201: 1, 401: 1 });
  for (const key of [apiKey, 'organization-key', 'a-wrong-key']) expect(text).not.toContain(key);
});

test('entries are counted by operation, filtered by method and path, and limited in number', async () => {
  const sim = await startSimulator();
  const [first] = [await createGroup(sim, 'A'), await createGroup(sim, 'B')];
  await sim.send('GET', `/v2/groups/${first}`);
  const report = async (query: string) => (await sim.send('GET', `/__sim/requests${query}`)).body;
  expect((await report('')).byOperation).toEqual({
    'GET /v2/groups': 2,
    'GET /v2/groups/{id}': 1,
    'POST /v2/groups': 2,
  });
  expect((await report('?method=post')).total).toBe(2);
  expect((await report('?path=/v2/groups/*')).total).toBe(1);
  expect(await report('?limit=1')).toMatchObject({ total: 5, items: [{ path: `/v2/groups/${first}` }] });
  await sim.send('DELETE', '/__sim/requests');
  expect((await report('')).total).toBe(0);
});
