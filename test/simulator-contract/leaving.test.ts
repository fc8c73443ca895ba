import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { expect, test } from 'vitest';
import type { Dialect } from '../../src/simulator/dialect.ts';
import type { VultrClient } from '../../src/vultr/types.ts';
import { errorOf } from '../vultr/stub-server.ts';
import type { SimulatedVultr } from '../support/simulated-vultr.ts';
import { connect } from './connect.ts';

const dialects: Partial<Dialect>[] = [
  {},
  { suspendedUsers: 'active', userPolicies: 'rows', policyUsers: 'relationships', roleLists: 'rows' },
  { suspendedUsers: 'absent', sessionListKey: 'assumed_role_sessions', meta: 'absent', memberId: 'own' },
  { userStatus: 'absent', missing: '400', errorBodies: 'text-only', suspendedKey: 'works' },
];

const created = z.object({ id: z.string() });

/** Gives the organization a user with an own key, a direct policy, a role and a session. */
async function given(dialect: Partial<Dialect>) {
  const { client, vultr } = await connect(dialect);
  const { id: userId } = created.parse(
    await vultr.call('POST', '/__sim/users', { email: 'ada@example.com' }),
  );
  const { id: roleId } = created.parse(await vultr.call('POST', '/__sim/roles', { name: 'Auditor' }));
  const policyId = (await client.policies.list()).find(({ name }) => name === 'DNS')?.id ?? '';
  await vultr.call('POST', `/v2/policies/${policyId}/users/${userId}`);
  await vultr.call('POST', `/v2/roles/${roleId}/users/${userId}`);
  await vultr.call('POST', `/v2/users/${userId}/apikeys`, { name: 'laptop' });
  await vultr.call('POST', '/__sim/sessions', { userId, roleId });
  const [organization] = await client.organizations.list();
  return { client, vultr, userId, roleId, policyId, organizationId: organization?.id ?? '' };
}

test.each(dialects)('a departure looks the same in the dialect %j', async (dialect) => {
  const { client, vultr, userId, roleId, policyId, organizationId } = await given(dialect);
  await expectSuspension(client, organizationId, userId);
  await expectApiOff(client, vultr, userId);

  const [session, ...otherSessions] = await client.users.sessions(userId);
  expect(otherSessions).toEqual([]);
  await client.users.revokeSession(session?.token ?? '');
  await expect(client.users.sessions(userId)).resolves.toEqual([]);

  const [key, ...otherKeys] = await client.users.apiKeys(userId);
  expect([key?.name, otherKeys]).toEqual(['laptop', []]);
  await client.users.deleteApiKey(userId, key?.id ?? '');
  await expect(client.users.apiKeys(userId)).resolves.toEqual([]);

  const [policy] = await client.users.policyAssignments(userId);
  expect(policy).toMatchObject({ id: policyId, name: 'DNS' });
  expect(policy?.direct).toBe(dialect.userPolicies === 'rows' ? undefined : true);
  await expect(client.policies.users(policyId)).resolves.toEqual([{ id: userId }]);
  await client.policies.detachFromUser(policyId, userId);
  await expect(client.policies.users(policyId)).resolves.toEqual([]);

  const [role] = await client.users.roleAssignments(userId);
  expect(role).toMatchObject({ id: roleId, name: 'Auditor' });
  expect(role?.direct).toBe(dialect.roleLists === 'rows' ? undefined : true);
  await expect(client.roles.users(roleId)).resolves.toEqual([{ id: userId }]);
  await client.roles.removeFromUser(roleId, userId);
  await expect(client.users.roleAssignments(userId)).resolves.toEqual([]);

  await client.organizations.removeUser(organizationId, userId);
  await expect(client.organizations.suspendedUsers(organizationId)).resolves.toEqual([]);
});

async function expectSuspension(client: VultrClient, organizationId: string, userId: string): Promise<void> {
  const suspended = async () =>
    (await client.organizations.suspendedUsers(organizationId)).map(({ id }) => id);
  await client.organizations.suspendUser(organizationId, userId);
  expect(await suspended()).toEqual([userId]);
  await client.organizations.unsuspendUser(organizationId, userId);
  expect(await suspended()).toEqual([]);
  await client.organizations.suspendUser(organizationId, userId);
}

async function expectApiOff(client: VultrClient, vultr: SimulatedVultr, userId: string): Promise<void> {
  await client.users.setApiAccess(userId, true);
  await client.users.setApiAccess(userId, false);
  const user = await client.users.get(userId);
  const { suspendedUsers } = (await vultr.call('GET', '/__sim/dialect')) as Dialect;
  expect(user?.apiEnabled).toBe(suspendedUsers === 'absent' ? undefined : false);
}

test.each([
  ['400', 'refused'],
  ['403', 'forbidden'],
] as const)('removing the root user is refused with %s', async (rootRemoval, kind) => {
  const { client } = await connect({ rootRemoval });
  const [organization] = await client.organizations.list();
  const [root] = await client.users.list();
  const removal = client.organizations.removeUser(organization?.id ?? '', root?.id ?? '');
  await expect(errorOf(removal)).resolves.toMatchObject({ kind, mayHaveTakenEffect: false });
});

test.each([
  ['a suspension', (client: VultrClient, id: string) => client.organizations.suspendUser(id, randomUUID())],
  ['a session', (client: VultrClient) => client.users.revokeSession('unknown')],
  ['a key', (client: VultrClient) => client.users.deleteApiKey(randomUUID(), randomUUID())],
  ['a policy', (client: VultrClient) => client.policies.detachFromUser(randomUUID(), randomUUID())],
  ['a role', (client: VultrClient) => client.roles.removeFromUser(randomUUID(), randomUUID())],
])('a write to something unknown is not found: %s', async (_name, write) => {
  const { client, organizationId } = await given({});
  await expect(errorOf(write(client, organizationId))).resolves.toMatchObject({ kind: 'not_found' });
});
