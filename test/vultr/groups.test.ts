import { describe, expect, test } from 'vitest';
import { respondWith, stubbedClient } from './stub-server.ts';

const wire = { id: 'g1', display_name: 'Devs', description: 'They develop', status: 'active', members: [] };
const decoded = { id: 'g1', name: 'Devs', description: 'They develop', deleted: false };

describe('a group', () => {
  test.each([
    ['wrapped', { group: wire }],
    ['bare', wire],
  ])('is decoded when %s', async (_form, body) => {
    const { client, received } = await stubbedClient(respondWith(body));
    await expect(client.groups.get('g1')).resolves.toEqual(decoded);
    await expect(client.groups.create({ name: 'Devs', description: 'They develop' })).resolves.toEqual(
      decoded,
    );
    expect(received.map(({ method, path, body: sent }) => `${method} ${path} ${sent}`)).toEqual([
      'GET /v2/groups/g1 ',
      'POST /v2/groups {"display_name":"Devs","description":"They develop"}',
    ]);
  });

  test.each([
    [{ status: 'deleted' }, { deleted: true }],
    [{ status: 'Deleted' }, { deleted: true }],
    [{ status: undefined }, { deleted: false }],
    [{ description: null }, { description: '' }],
    [{ display_name: '' }, { name: '' }],
    [
      { display_name: undefined, group_name: 'Devs', group_id: 'g1', id: 'relation-1' },
      { id: 'g1', name: 'Devs' },
    ],
  ])('with %j is decoded with %j', async (change, expected) => {
    const { client } = await stubbedClient(respondWith({ groups: [{ ...wire, ...change }] }));
    await expect(client.groups.list()).resolves.toMatchObject([expected]);
  });
});

describe('members', () => {
  test.each([
    [
      { id: 'u1', display_name: 'Ada', email: 'ada@example.com', active: true },
      { id: 'u1', name: 'Ada', email: 'ada@example.com' },
    ],
    [
      { id: 'u1', name: 'Ada', assignment_type: 'direct' },
      { id: 'u1', name: 'Ada' },
    ],
    [
      { id: 'membership-1', user_id: 'u1', email: '' },
      { id: 'u1', name: '' },
    ],
  ])('%j are decoded as %j', async (row, member) => {
    const { client } = await stubbedClient(respondWith({ members: [row] }));
    await expect(client.groups.members('g1')).resolves.toEqual([member]);
  });

  test('are added by both id and name, because sources disagree on which one counts', async () => {
    const { client, received } = await stubbedClient(respondWith({ group_member: { id: 'u1' } }, 201));
    await client.groups.addMember('g1', { id: 'u1', name: 'ada@example.com' });
    expect(received).toMatchObject([{ method: 'POST', path: '/v2/groups/g1/members' }]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ user_id: 'u1', display_name: 'ada@example.com' });
  });
});

test.each([
  [
    'parts',
    { policies: { direct: [{ id: 'p1', name: 'DNS' }], from_roles: [], all: [{ id: 'p1', name: 'DNS' }] } },
  ],
  ['parts without all', { policies: { direct: [{ id: 'p1', name: 'DNS' }], from_roles: [] } }],
  [
    'relationships',
    { policy_group_relationships: [{ policy_id: 'p1', policy_name: 'DNS', group_id: 'g1' }] },
  ],
  ['flat', { policies: [{ id: 'p1', name: 'DNS' }] }],
])('policies of a group are decoded as %s', async (_form, body) => {
  const { client } = await stubbedClient(respondWith(body));
  await expect(client.groups.policies('g1')).resolves.toEqual([{ id: 'p1', name: 'DNS' }]);
});
