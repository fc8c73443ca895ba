import { describe, expect, test } from 'vitest';
import { respondWith, stubbedClient, errorOf } from './stub-server.ts';

const wire = {
  id: 'u1',
  name: 'Ada Example',
  first_name: 'Ada',
  last_name: 'Example',
  email: 'ada@example.com',
  status: 'active',
  service_user: false,
  last_activity: '',
};

async function get(change: object) {
  const { client } = await stubbedClient(respondWith({ user: { ...wire, ...change } }));
  return client.users.get('u1');
}

describe('a user', () => {
  test.each([
    ['wrapped', { user: wire }],
    ['bare', wire],
  ])('is decoded when %s', async (_form, body) => {
    const { client } = await stubbedClient(respondWith(body));
    await expect(client.users.get('u1')).resolves.toEqual({
      id: 'u1',
      email: 'ada@example.com',
      name: 'Ada Example',
      activity: 'active',
      statusText: 'active',
      pending: false,
      serviceUser: false,
    });
  });

  test.each([
    [{ status: 'active' }, 'active', 'active'],
    [{ status: 'Active' }, 'active', 'Active'],
    [{ status: 'ACTIVE' }, 'active', 'ACTIVE'],
    [{ status: 'True' }, 'active', 'True'],
    [{ status: true }, 'active', 'true'],
    [{ status: 1 }, 'active', '1'],
    [{ status: 'pending' }, 'inactive', 'pending'],
    [{ status: 'Suspended' }, 'inactive', 'Suspended'],
    [{ status: 'closed' }, 'inactive', 'closed'],
    [{ status: 'something new' }, 'inactive', 'something new'],
    [{ status: false }, 'inactive', 'false'],
    [{ status: 'pending', invite_accepted: true }, 'inactive', 'pending'],
    [{ status: undefined, invite_accepted: true }, 'active', 'invite_accepted: true'],
    [{ status: '', invite_accepted: 'yes' }, 'active', 'invite_accepted: true'],
    [{ status: null, invite_accepted: false }, 'inactive', 'invite_accepted: false'],
    [{ status: undefined }, 'unknown', 'unknown'],
  ])('with %j is decoded as %s', async (change, activity, statusText) => {
    await expect(get(change)).resolves.toMatchObject({ activity, statusText });
  });

  test.each([
    [{ status: 'pending' }, true],
    [{ status: 'Invite Pending' }, true],
    [{ status: 'Pending', invite_accepted: false }, true],
    [{ status: false, invite_accepted: false }, true],
    [{ status: undefined, invite_accepted: false }, true],
    [{ status: false }, false],
    [{ status: false, invite_accepted: true }, false],
    [{ status: 'suspended' }, false],
    [{ status: 'active', invite_accepted: false }, false],
    [{ status: undefined }, false],
  ])('with %j is an invited person who has not accepted: %s', async (change, pending) => {
    await expect(get(change)).resolves.toMatchObject({ pending });
  });

  test.each([
    [{ name: '' }, 'Ada Example'],
    [{ name: undefined, last_name: '' }, 'Ada'],
    [{ name: undefined, first_name: undefined, last_name: undefined }, ''],
  ])('with %j is named %j', async (change, name) => {
    await expect(get(change)).resolves.toMatchObject({ name });
  });

  test('without an email is unreadable, unless it is a service user', async () => {
    await expect(errorOf(get({ email: undefined }))).resolves.toMatchObject({ kind: 'unreadable' });
    await expect(get({ email: '' })).resolves.toMatchObject({ email: '' });
    await expect(get({ email: undefined, service_user: true })).resolves.toMatchObject({
      email: '',
      serviceUser: true,
    });
  });
});

describe('what belongs to a user', () => {
  const policy = { policy_id: 'p1', policy_name: 'Billing', id: 'relation-1', date_assigned: '' };
  const role = { role_id: 'r1', role_name: 'Admin' };

  test.each([
    ['parts with all', { policies: { all: [{ id: 'p1', name: 'Billing' }], direct: [], inherited: [] } }],
    ['parts without all', { policies: { direct: [], inherited: [{ id: 'p1', name: 'Billing' }] } }],
    [
      'parts that overlap',
      { policies: { direct: [{ id: 'p1', name: 'Billing' }], from_roles: [{ id: 'p1', name: 'Billing' }] } },
    ],
    ['flat', { policies: [{ id: 'p1', name: 'Billing' }] }],
    ['relationships under the common key', { policies: [policy] }],
    ['relationships under their own key', { policy_user_relationships: [policy] }],
  ])('policies are decoded as %s', async (_form, body) => {
    const { client, received } = await stubbedClient(respondWith(body));
    await expect(client.users.policies('u1')).resolves.toEqual([{ id: 'p1', name: 'Billing' }]);
    expect(received[0]?.path).toBe('/v2/users/u1/policies');
  });

  test.each([
    ['parts', { roles: { all: [{ id: 'r1', name: 'Admin' }], direct: [], inherited: [] } }],
    ['flat', { roles: [role] }],
    ['relationships under their own key', { role_user_relationships: [role] }],
    ['assignments', { assignments: [role] }],
  ])('roles are decoded as %s', async (_form, body) => {
    const { client, received } = await stubbedClient(respondWith(body));
    await expect(client.users.roles('u1')).resolves.toEqual([{ id: 'r1', name: 'Admin' }]);
    expect(received[0]?.path).toBe('/v2/users/u1/roles');
  });

  test('`all` takes precedence over the parts that are not direct', async () => {
    const policies = { all: [{ id: 'p1' }], inherited: [{ id: 'p2' }] };
    const { client } = await stubbedClient(respondWith({ policies }));
    await expect(client.users.policies('u1')).resolves.toEqual([{ id: 'p1' }]);
  });

  test('what is direct counts even if `all` lacks it', async () => {
    const { client } = await stubbedClient(respondWith({ policies: { all: [], direct: [{ id: 'p1' }] } }));
    await expect(client.users.policies('u1')).resolves.toEqual([{ id: 'p1' }]);
  });

  test('a policy may have no name', async () => {
    const { client } = await stubbedClient(respondWith({ policies: [{ policy_id: 'p1' }] }));
    await expect(client.users.policies('u1')).resolves.toEqual([{ id: 'p1' }]);
  });

  test('groups are read for a user by id and for the owner of the key', async () => {
    const { client, received } = await stubbedClient(
      respondWith({ groups: [{ id: 'g1', display_name: 'Devs' }] }),
    );
    const groups = [{ id: 'g1', name: 'Devs', description: '', deleted: false }];
    await expect(client.users.groups('u1')).resolves.toEqual(groups);
    await expect(client.users.myGroups()).resolves.toEqual(groups);
    expect(received.map(({ path }) => path)).toEqual(['/v2/users/u1/groups', '/v2/users/me/groups']);
  });
});
