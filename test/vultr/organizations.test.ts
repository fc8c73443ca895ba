import { expect, test } from 'vitest';
import { answering, clientOf, failureOf } from './answering-server.ts';

test.each(['organizations', 'orgs'])('organizations are read under %s', async (key) => {
  const { client } = await clientOf(answering({ [key]: [{ id: 'o1', name: 'Example' }, { id: 'o2' }] }));
  await expect(client.organizations.list()).resolves.toEqual([
    { id: 'o1', name: 'Example' },
    { id: 'o2', name: '' },
  ]);
});

test('removing a user names both in the path and takes an empty answer', async () => {
  const { client, received } = await clientOf(answering('', 204));
  await client.organizations.removeUser('o1', 'u/1');
  expect(received).toMatchObject([{ method: 'DELETE', path: '/v2/organizations/o1/user/u%2F1', body: '' }]);
});

test('a removal that got no answer may have taken effect', async () => {
  const { client } = await clientOf(answering('', 500));
  await expect(failureOf(client.organizations.removeUser('o1', 'u1'))).resolves.toMatchObject({
    request: 'DELETE /v2/organizations/{id}/user/{id}',
    mayHaveTakenEffect: true,
  });
});

test('removing a member names both in the path', async () => {
  const { client, received } = await clientOf(answering('', 204));
  await client.groups.removeMember('g1', 'm1');
  expect(received).toMatchObject([{ method: 'DELETE', path: '/v2/groups/g1/members/m1', body: '' }]);
});
