import { expect, test } from 'vitest';
import { respondWith, stubbedClient, errorOf } from './stub-server.ts';

test.each(['organizations', 'orgs'])('organizations are decoded from the key %s', async (key) => {
  const { client } = await stubbedClient(
    respondWith({ [key]: [{ id: 'o1', name: 'Example' }, { id: 'o2' }] }),
  );
  await expect(client.organizations.list()).resolves.toEqual([
    { id: 'o1', name: 'Example' },
    { id: 'o2', name: '' },
  ]);
});

test('removing a user has both ids in the path and accepts an empty response', async () => {
  const { client, received } = await stubbedClient(respondWith('', 204));
  await client.organizations.removeUser('o1', 'u/1');
  expect(received).toMatchObject([{ method: 'DELETE', path: '/v2/organizations/o1/user/u%2F1', body: '' }]);
});

test('a removal that ended with a 500 may have taken effect', async () => {
  const { client } = await stubbedClient(respondWith('', 500));
  await expect(errorOf(client.organizations.removeUser('o1', 'u1'))).resolves.toMatchObject({
    request: 'DELETE /v2/organizations/{id}/user/{id}',
    mayHaveTakenEffect: true,
  });
});

test('removing a member has both ids in the path', async () => {
  const { client, received } = await stubbedClient(respondWith('', 204));
  await client.groups.removeMember('g1', 'm1');
  expect(received).toMatchObject([{ method: 'DELETE', path: '/v2/groups/g1/members/m1', body: '' }]);
});
