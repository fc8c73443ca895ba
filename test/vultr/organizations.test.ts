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

test.each(['suspend', 'unsuspend'] as const)('%s has both ids in the path and no body', async (what) => {
  const { client, received } = await stubbedClient(respondWith('', 204));
  await client.organizations[`${what}User` as const]('o1', 'u/1');
  expect(received).toMatchObject([
    { method: 'PUT', path: `/v2/organizations/o1/user/u%2F1/${what}`, body: '' },
  ]);
});

test('an operation that Vultr does not have was not carried out', async () => {
  const { client } = await stubbedClient(respondWith({ error: 'Not implemented.' }, 501));
  await expect(errorOf(client.organizations.suspendUser('o1', 'u1'))).resolves.toMatchObject({
    kind: 'refused',
    status: 501,
    mayHaveTakenEffect: false,
  });
});

test('suspended users are decoded like users', async () => {
  const user = { id: 'u1', email: 'ada@example.com', name: 'Ada', date_suspended: '2026-01-01 12:00:00' };
  const { client, received } = await stubbedClient(respondWith({ users: [user] }));
  await expect(client.organizations.suspendedUsers('o1')).resolves.toMatchObject([
    { id: 'u1', email: 'ada@example.com', activity: 'unknown' },
  ]);
  expect(received[0]?.path).toBe('/v2/organizations/o1/suspended-users');
});

test('removing a member has both ids in the path', async () => {
  const { client, received } = await stubbedClient(respondWith('', 204));
  await client.groups.removeMember('g1', 'm1');
  expect(received).toMatchObject([{ method: 'DELETE', path: '/v2/groups/g1/members/m1', body: '' }]);
});
