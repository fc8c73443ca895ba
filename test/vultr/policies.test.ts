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

test('attaching a policy has both ids in the path and sends no body', async () => {
  const { client, received } = await stubbedClient(respondWith({ policy_group_relationship: {} }, 201));
  await client.policies.attachToGroup('p1', 'g1');
  expect(received).toMatchObject([{ method: 'POST', path: '/v2/policies/p1/groups/g1', body: '' }]);
});
