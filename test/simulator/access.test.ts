import { describe, expect, test } from 'vitest';
import { invite, join, type Json, makeGroup, noSuchId, onboard, policyId, startSim } from './harness.ts';

describe('the blank screen: /v2/users/me/groups with the own key', () => {
  test('empty after acceptance, after joining a group, and filled once the group has a policy', async () => {
    const sim = await startSim();
    const { id, apiKey } = await join(sim);
    const seen = async () =>
      (await sim.send('GET', '/v2/users/me/groups', undefined, apiKey)).body.groups.map(
        (group: Json) => group.display_name,
      );
    expect(await seen()).toEqual([]);
    const [group, policy] = [await makeGroup(sim), await policyId(sim)];
    await sim.send('POST', `/v2/groups/${group}/members`, { user_id: id, display_name: 'Jane Doe' });
    expect(await seen()).toEqual([]);
    await sim.send('POST', `/v2/policies/${policy}/groups/${group}`);
    expect(await seen()).toEqual(['Developers']);
    await sim.send('DELETE', `/v2/policies/${policy}/groups/${group}`);
    expect(await seen()).toEqual([]);
  });

  test("a direct policy is among the person's policies and gives no group", async () => {
    const sim = await startSim();
    const { id, apiKey } = await join(sim);
    await sim.send('POST', `/v2/policies/${await policyId(sim, 'DNS')}/users/${id}`);
    const own = await sim.send('GET', '/v2/users/me/policies', undefined, apiKey);
    expect(own.body.policies.direct).toMatchObject([{ name: 'DNS' }]);
    expect((await sim.send('GET', '/v2/users/me/groups', undefined, apiKey)).body.groups).toEqual([]);
  });

  test('a deleted group, or one left, gives nothing any more; a restored membership does', async () => {
    const sim = await startSim();
    const { user, group } = await onboard(sim);
    const count = async () =>
      (await sim.send('GET', '/v2/users/me/groups', undefined, user.apiKey)).body.meta.total;
    const member = `/v2/groups/${group}/members/${user.id}`;
    expect((await sim.send('DELETE', member)).status).toBe(204);
    expect([await count(), (await sim.send('GET', member)).status]).toEqual([0, 404]);
    expect((await sim.send('PUT', member)).status).toBe(202);
    expect([await count(), (await sim.send('GET', member)).status]).toEqual([1, 200]);
    await sim.send('DELETE', `/v2/groups/${group}`);
    expect(await count()).toBe(0);
  });
});

describe('keys', () => {
  test.each(['', 'Basic abc', 'Bearer', 'Bearer '])('header %o is refused', async (authorization) => {
    const sim = await startSim();
    const response = await fetch(`${sim.url}/v2/groups`, { headers: authorization ? { authorization } : {} });
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: 'Invalid API token.', status: 401 },
    ]);
  });

  test('where keys are named no other opens anything', async () => {
    const sim = await startSim({ apiKeys: ['right'] });
    const statusWith = async (key: string) => (await sim.send('GET', '/v2/groups', undefined, key)).status;
    expect([await statusWith('right'), await statusWith('wrong')]).toEqual([200, 401]);
  });

  test("a person's key opens their own readings only, and nothing once API access is off", async () => {
    const sim = await startSim();
    const { id, apiKey } = await join(sim);
    const statusOf = async (path: string) => (await sim.send('GET', path, undefined, apiKey)).status;
    expect([await statusOf('/v2/users/me/roles'), await statusOf('/v2/users')]).toEqual([200, 403]);
    expect((await sim.send('PATCH', `/v2/users/${id}`, { api_enabled: false })).status).toBe(202);
    expect(await statusOf('/v2/users/me/roles')).toBe(401);
  });

  test('a key made for a user is shown once and masked from then on', async () => {
    const sim = await startSim();
    const { id } = await join(sim);
    const made = await sim.send('POST', `/v2/users/${id}/apikeys`, { name: 'laptop' });
    const key = made.body.api_key.api_key;
    expect((await sim.send('GET', '/v2/users/me/groups', undefined, key)).status).toBe(200);
    expect((await sim.send('GET', `/v2/users/${id}/apikeys`)).text).not.toContain(key);
  });
});

test('only active people can be added to a group', async () => {
  const sim = await startSim();
  const group = await makeGroup(sim);
  const prepared = await sim.send('POST', '/__sim/users', { email: 'sue@example.com', status: 'suspended' });
  const add = async (user_id: string) =>
    (await sim.send('POST', `/v2/groups/${group}/members`, { user_id, display_name: '' })).status;
  expect(await add(prepared.body.id)).toBe(400);
  expect(await add(noSuchId)).toBe(404);
  await sim.send('POST', '/__sim/users', { email: 'sue@example.com' });
  expect(await add(prepared.body.id)).toBe(201);
});

test('another policy of a name that exists can be prepared', async () => {
  const sim = await startSim();
  await sim.send('POST', '/__sim/policies', { name: 'DNS' });
  const { body } = await sim.send('GET', '/v2/policies');
  expect(
    body.policies.filter((policy: Json) => policy.name === 'DNS' && policy.is_system_policy),
  ).toHaveLength(2);
});

describe('what is not there', () => {
  test.each([
    ['GET', '/v2/instances', 501],
    ['POST', '/v2/users', 501],
    ['DELETE', '/v2/policies/x', 501],
    ['DELETE', '/v2/invitation/x', 405],
    ['PUT', '/v2/groups', 405],
    ['PATCH', '/v2/users/me/groups', 405],
  ])('%s %s answers %i', async (method, path, expected) => {
    const sim = await startSim();
    const { status, body } = await sim.send(method, path);
    expect([status, body.status]).toEqual([expected, expected]);
    expect(body.error).toContain(expected === 501 ? `${method} ${path}` : 'Must be one of: ');
  });

  test("a body that is no JSON is 400, also on the simulator's own side", async () => {
    const sim = await startSim();
    for (const path of ['/v2/groups', '/__sim/faults']) {
      const headers = { authorization: 'Bearer x' };
      const response = await fetch(`${sim.url}${path}`, { method: 'POST', headers, body: '{"a":' });
      expect([response.status, await response.json()]).toEqual([
        400,
        { error: 'Invalid JSON.', status: 400 },
      ]);
    }
  });

  test('reset brings the seed back', async () => {
    const sim = await startSim();
    await invite(sim);
    await sim.send('PUT', '/__sim/dialect', { dates: 'plain' });
    await sim.send('POST', '/__sim/reset');
    expect((await sim.send('GET', '/__sim/state')).body).toEqual({
      users: 1,
      groups: 0,
      invitations: 0,
      memberships: 0,
      attachments: 0,
      mails: 0,
    });
    expect((await sim.send('GET', '/__sim/dialect')).body.dates).toBe('iso');
    expect((await sim.send('GET', '/__sim/requests')).body.total).toBe(0);
    expect((await sim.send('GET', '/v2/policies')).body.meta.total).toBe(11);
  });
});
