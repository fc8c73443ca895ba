import { expect, test } from 'vitest';
import { respondWith, stubbedClient, errorOf } from './stub-server.ts';

test.each([
  [{ is_system_policy: true }, true],
  [{ is_system_policy: 1 }, true],
  [{ is_system_policy: 'yes' }, true],
  [{ is_system_policy: false }, false],
  [{ is_system_policy: 'no' }, false],
  [{}, false],
])('a policy with %j is decoded as managed: %s', async (rest, managed) => {
  const { client } = await stubbedClient(respondWith({ policies: [{ id: 'p1', name: 'Billing', ...rest }] }));
  await expect(client.policies.list()).resolves.toEqual([{ id: 'p1', name: 'Billing', managed }]);
});

test('a policy without a name is unreadable, because it is found by nothing else', async () => {
  const { client } = await stubbedClient(respondWith({ policies: [{ id: 'p1' }] }));
  await expect(errorOf(client.policies.list())).resolves.toMatchObject({ kind: 'unreadable' });
});

test('detaching a policy from a user has both ids in the path', async () => {
  const { client, received } = await stubbedClient(respondWith('', 204));
  await client.policies.detachFromUser('p1', 'u1');
  expect(received).toMatchObject([{ method: 'DELETE', path: '/v2/policies/p1/users/u1', body: '' }]);
});

test.each([
  ['users', { users: [{ id: 'u1' }] }],
  ['relationships', { policy_user_relationships: [{ id: 'r1', user_id: 'u1', policy_id: 'p1' }] }],
])('the users of a policy are decoded from %s', async (_form, body) => {
  const { client } = await stubbedClient(respondWith(body));
  await expect(client.policies.users('p1')).resolves.toEqual([{ id: 'u1' }]);
});

test('attaching a policy has both ids in the path and sends no body', async () => {
  const { client, received } = await stubbedClient(respondWith({ policy_group_relationship: {} }, 201));
  await client.policies.attachToGroup('p1', 'g1');
  expect(received).toMatchObject([{ method: 'POST', path: '/v2/policies/p1/groups/g1', body: '' }]);
});
