import { describe, expect, test } from 'vitest';
import {
  invite,
  join,
  type Json,
  createGroup,
  unknownId,
  onboard,
  policyId,
  startSimulator,
} from './harness.ts';

describe('/v2/users/me/groups with a user’s own key', () => {
  test('is empty until the user is in a group that has a policy', async () => {
    const sim = await startSimulator();
    const { id, apiKey } = await join(sim);
    const groupNames = async () =>
      (await sim.send('GET', '/v2/users/me/groups', undefined, apiKey)).body.groups.map(
        (group: Json) => group.display_name,
      );
    expect(await groupNames()).toEqual([]);
    const [group, policy] = [await createGroup(sim), await policyId(sim)];
    await sim.send('POST', `/v2/groups/${group}/members`, { user_id: id, display_name: 'Jane Doe' });
    expect(await groupNames()).toEqual([]);
    await sim.send('POST', `/v2/policies/${policy}/groups/${group}`);
    expect(await groupNames()).toEqual(['Developers']);
    await sim.send('DELETE', `/v2/policies/${policy}/groups/${group}`);
    expect(await groupNames()).toEqual([]);
  });

  test("a direct policy is among the user's policies but adds no group", async () => {
    const sim = await startSimulator();
    const { id, apiKey } = await join(sim);
    await sim.send('POST', `/v2/policies/${await policyId(sim, 'DNS')}/users/${id}`);
    const policies = await sim.send('GET', '/v2/users/me/policies', undefined, apiKey);
    expect(policies.body.policies.direct).toMatchObject([{ name: 'DNS' }]);
    expect((await sim.send('GET', '/v2/users/me/groups', undefined, apiKey)).body.groups).toEqual([]);
  });

  test('a deleted group and a removed membership are gone; a restored membership is back', async () => {
    const sim = await startSimulator();
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
  test.each(['', 'Basic abc', 'Bearer', 'Bearer '])('rejects the header %o', async (authorization) => {
    const sim = await startSimulator();
    const response = await fetch(`${sim.url}/v2/groups`, { headers: authorization ? { authorization } : {} });
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: 'Invalid API token.', status: 401 },
    ]);
  });

  test('rejects every other key if the organization’s keys are given', async () => {
    const sim = await startSimulator({ apiKeys: ['right'] });
    const statusWith = async (key: string) => (await sim.send('GET', '/v2/groups', undefined, key)).status;
    expect([await statusWith('right'), await statusWith('wrong')]).toEqual([200, 401]);
  });

  test("a user's key reads only their own access, and nothing once API access is off", async () => {
    const sim = await startSimulator();
    const { id, apiKey } = await join(sim);
    const statusOf = async (path: string) => (await sim.send('GET', path, undefined, apiKey)).status;
    expect([await statusOf('/v2/users/me/roles'), await statusOf('/v2/users')]).toEqual([200, 403]);
    expect((await sim.send('PATCH', `/v2/users/${id}`, { api_enabled: false })).status).toBe(202);
    expect(await statusOf('/v2/users/me/roles')).toBe(401);
  });

  test('a key that is created for a user is returned once and masked from then on', async () => {
    const sim = await startSimulator();
    const { id } = await join(sim);
    const created = await sim.send('POST', `/v2/users/${id}/apikeys`, { name: 'laptop' });
    const key = created.body.api_key.api_key;
    expect((await sim.send('GET', '/v2/users/me/groups', undefined, key)).status).toBe(200);
    expect((await sim.send('GET', `/v2/users/${id}/apikeys`)).text).not.toContain(key);
    const path = `/v2/users/${id}/apikeys/${created.body.api_key.id}`;
    const { text, body } = await sim.send('GET', path);
    expect(text).not.toContain(key);
    expect(body.api_key).toMatchObject({ name: 'laptop' });
  });

  test('a key that is deleted gives no access, and can only be deleted through its owner', async () => {
    const sim = await startSimulator();
    const [jane, omar] = [await join(sim), await join(sim, 'omar@example.com')];
    const [key] = (await sim.send('GET', `/v2/users/${jane.id}/apikeys`)).body.api_keys;
    const statusOf = async (owner: string) =>
      (await sim.send('DELETE', `/v2/users/${owner}/apikeys/${key.id}`)).status;
    expect(await statusOf(omar.id)).toBe(404);
    expect(await statusOf(jane.id)).toBe(204);
    expect(await statusOf(jane.id)).toBe(404);
    expect((await sim.send('GET', `/v2/users/${jane.id}/apikeys`)).body).toEqual({ api_keys: [] });
    expect((await sim.send('GET', '/v2/users/me/groups', undefined, jane.apiKey)).status).toBe(401);
  });
});

test('only active users can be added to a group', async () => {
  const sim = await startSimulator();
  const group = await createGroup(sim);
  const seeded = await sim.send('POST', '/__sim/users', { email: 'sue@example.com', status: 'suspended' });
  const add = async (user_id: string) =>
    (await sim.send('POST', `/v2/groups/${group}/members`, { user_id, display_name: '' })).status;
  expect(await add(seeded.body.id)).toBe(400);
  expect(await add(unknownId)).toBe(404);
  await sim.send('POST', '/__sim/users', { email: 'sue@example.com' });
  expect(await add(seeded.body.id)).toBe(201);
});

test('a policy whose name already exists can be seeded', async () => {
  const sim = await startSimulator();
  await sim.send('POST', '/__sim/policies', { name: 'DNS' });
  const { body } = await sim.send('GET', '/v2/policies');
  expect(
    body.policies.filter((policy: Json) => policy.name === 'DNS' && policy.is_system_policy),
  ).toHaveLength(2);
});

describe('what is not imitated', () => {
  test.each([
    ['GET', '/v2/instances', 501],
    ['POST', '/v2/users', 501],
    ['DELETE', '/v2/policies/x', 501],
    ['DELETE', '/v2/invitation/x', 405],
    ['PUT', '/v2/groups', 405],
    ['PATCH', '/v2/users/me/groups', 405],
  ])('%s %s returns %i', async (method, path, expected) => {
    const sim = await startSimulator();
    const { status, body } = await sim.send(method, path);
    expect([status, body.status]).toEqual([expected, expected]);
    expect(body.error).toContain(expected === 501 ? `${method} ${path}` : 'Must be one of: ');
  });

  test("a body that is not JSON is rejected with 400, also by the simulator's own API", async () => {
    const sim = await startSimulator();
    for (const path of ['/v2/groups', '/__sim/faults']) {
      const headers = { authorization: 'Bearer x' };
      const response = await fetch(`${sim.url}${path}`, { method: 'POST', headers, body: '{"a":' });
      expect([response.status, await response.json()]).toEqual([
        400,
        { error: 'Invalid JSON.', status: 400 },
      ]);
    }
  });

  test('reset restores the seed', async () => {
    const sim = await startSimulator();
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
