import { expect, test } from 'vitest';
import { answering, clientOf, failureOf } from './answering-server.ts';

test.each([
  [{ is_system_policy: true }, true],
  [{ is_system_policy: 1 }, true],
  [{ is_system_policy: 'yes' }, true],
  [{ is_system_policy: false }, false],
  [{ is_system_policy: 'no' }, false],
  [{}, false],
])('a policy with %j: managed %s', async (rest, managed) => {
  const { client } = await clientOf(answering({ policies: [{ id: 'p1', name: 'Billing', ...rest }] }));
  await expect(client.policies.list()).resolves.toEqual([{ id: 'p1', name: 'Billing', managed }]);
});

test('a policy without the key of its name is unreadable: it is found by nothing else', async () => {
  const { client } = await clientOf(answering({ policies: [{ id: 'p1' }] }));
  await expect(failureOf(client.policies.list())).resolves.toMatchObject({ kind: 'unreadable' });
});

test('attaching names both in the path and sends no body', async () => {
  const { client, received } = await clientOf(answering({ policy_group_relationship: {} }, 201));
  await client.policies.attachToGroup('p1', 'g1');
  expect(received).toMatchObject([{ method: 'POST', path: '/v2/policies/p1/groups/g1', body: '' }]);
});
