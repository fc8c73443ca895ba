import { describe, expect, test } from 'vitest';
import { answering, clientOf, failureOf } from './answering-server.ts';

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
  const { client } = await clientOf(answering({ user: { ...wire, ...change } }));
  return client.users.get('u1');
}

describe('a user', () => {
  test.each([
    ['wrapped', { user: wire }],
    ['bare', wire],
  ])('is read %s', async (_how, body) => {
    const { client } = await clientOf(answering(body));
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
  ])('with %j is %s', async (change, activity, statusText) => {
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
  ])('with %j is an invited one who has not accepted: %s', async (change, pending) => {
    await expect(get(change)).resolves.toMatchObject({ pending });
  });

  test.each([
    [{ name: '' }, 'Ada Example'],
    [{ name: undefined, last_name: '' }, 'Ada'],
    [{ name: undefined, first_name: undefined, last_name: undefined }, ''],
  ])('with %j is called %j', async (change, name) => {
    await expect(get(change)).resolves.toMatchObject({ name });
  });

  test('without the key of an address is unreadable, unless it is a service user', async () => {
    await expect(failureOf(get({ email: undefined }))).resolves.toMatchObject({ kind: 'unreadable' });
    await expect(get({ email: '' })).resolves.toMatchObject({ email: '' });
    await expect(get({ email: undefined, service_user: true })).resolves.toMatchObject({
      email: '',
      serviceUser: true,
    });
  });
});

describe('what a user has', () => {
  const policy = { policy_id: 'p1', policy_name: 'Billing', id: 'tie-1', date_assigned: '' };
  const role = { role_id: 'r1', role_name: 'Admin' };

  test.each([
    ['parts with all', { policies: { all: [{ id: 'p1', name: 'Billing' }], direct: [], inherited: [] } }],
    ['parts without all', { policies: { direct: [], inherited: [{ id: 'p1', name: 'Billing' }] } }],
    [
      'parts that overlap',
      { policies: { direct: [{ id: 'p1', name: 'Billing' }], from_roles: [{ id: 'p1', name: 'Billing' }] } },
    ],
    ['flat', { policies: [{ id: 'p1', name: 'Billing' }] }],
    ['ties under the common key', { policies: [policy] }],
    ['ties under their own key', { policy_user_relationships: [policy] }],
  ])('policies as %s', async (_how, body) => {
    const { client, received } = await clientOf(answering(body));
    await expect(client.users.policies('u1')).resolves.toEqual([{ id: 'p1', name: 'Billing' }]);
    expect(received[0]?.path).toBe('/v2/users/u1/policies');
  });

  test.each([
    ['parts', { roles: { all: [{ id: 'r1', name: 'Admin' }], direct: [], inherited: [] } }],
    ['flat', { roles: [role] }],
    ['ties under their own key', { role_user_relationships: [role] }],
    ['assignments', { assignments: [role] }],
  ])('roles as %s', async (_how, body) => {
    const { client, received } = await clientOf(answering(body));
    await expect(client.users.roles('u1')).resolves.toEqual([{ id: 'r1', name: 'Admin' }]);
    expect(received[0]?.path).toBe('/v2/users/u1/roles');
  });

  test('`all` counts before the other parts, whatever they say', async () => {
    const { client } = await clientOf(answering({ policies: { all: [], direct: [{ id: 'p1' }] } }));
    await expect(client.users.policies('u1')).resolves.toEqual([]);
  });

  test('a policy may come without a name', async () => {
    const { client } = await clientOf(answering({ policies: [{ policy_id: 'p1' }] }));
    await expect(client.users.policies('u1')).resolves.toEqual([{ id: 'p1' }]);
  });

  test('groups, of anybody and of the own key', async () => {
    const { client, received } = await clientOf(answering({ groups: [{ id: 'g1', display_name: 'Devs' }] }));
    const groups = [{ id: 'g1', name: 'Devs', description: '', deleted: false }];
    await expect(client.users.groups('u1')).resolves.toEqual(groups);
    await expect(client.users.myGroups()).resolves.toEqual(groups);
    expect(received.map(({ path }) => path)).toEqual(['/v2/users/u1/groups', '/v2/users/me/groups']);
  });
});
