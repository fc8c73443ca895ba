import { expect, test } from 'vitest';
import { respondWith, stubbedClient } from './stub-server.ts';

test.each(['assignments', 'role_user_relationships', 'users'])(
  'the users of a role are decoded from the key %s',
  async (key) => {
    const { client, received } = await stubbedClient(
      respondWith({ [key]: [{ user_id: 'u1', role_id: 'r1' }] }),
    );
    await expect(client.roles.users('r1')).resolves.toEqual([{ id: 'u1' }]);
    expect(received[0]?.path).toBe('/v2/roles/r1/users');
  },
);

test('taking a role from a user has both ids in the path', async () => {
  const { client, received } = await stubbedClient(respondWith('', 204));
  await client.roles.removeFromUser('r1', 'u1');
  expect(received).toMatchObject([{ method: 'DELETE', path: '/v2/roles/r1/users/u1', body: '' }]);
});
