import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { type Dialect, dialectSchema } from '../../src/simulator/dialect.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import type { VultrClient } from '../../src/vultr/types.ts';
import type { SimulatedVultr } from '../support/simulated-vultr.ts';
import { connect } from './connect.ts';

/**
 * Every value of every option, so that a new one is tested without a change here. Durations are not interpretations.
 */
const singleChanges: Partial<Dialect>[] = Object.entries(dialectSchema.shape).flatMap(
  ([name, option]): Partial<Dialect>[] => {
    const type = option.unwrap();
    if (type instanceof z.ZodEnum) return type.options.map((value) => ({ [name]: value }));
    return type instanceof z.ZodBoolean ? [{ [name]: true }, { [name]: false }] : [];
  },
);

/** Combinations, such as each of Vultr's sources taken literally. */
const combinations: Partial<Dialect>[] = [
  {
    envelope: 'wrapped',
    invitationListKey: 'invitations',
    invitationList: 'pending',
    groupPolicies: 'relationships',
    userPolicies: 'rows',
    roleLists: 'rows',
    permissions: 'json',
    userStatus: 'boolean',
    memberNamedBy: 'display_name',
  },
  { envelope: 'bare', userStatus: 'absent', dates: 'plain', apiEnabled: 'yes', emailCase: 'lower' },
  {
    meta: 'absent',
    writeBodies: 'empty',
    errorBodies: 'text-only',
    missing: '400',
    memberId: 'own',
    pendingUsersListed: true,
    rootListed: false,
    userStatusCase: 'upper',
    invitationKey: 'invite',
    envelope: 'wrapped',
  },
];

const email = 'Ada@Example.com';
const threeDaysMs = 3 * 24 * 60 * 60 * 1_000;
const isInvitedEmail = (other: string | undefined) => other?.toLowerCase() === email.toLowerCase();

describe('an onboarding looks the same in every dialect', () => {
  test('every dialect takes part', () => {
    expect(singleChanges.length).toBeGreaterThan(60);
  });

  test.each([...singleChanges, ...combinations])('%j', async (change) => {
    const dialect = dialectSchema.parse(change);
    const { client, vultr } = await connect({ ...dialect, requestsPerSecond: 0 });
    const policyId = await expectPolicies(client);
    const invitationId = await inviteAndExpect(client, dialect);
    await expectNotActive(client, dialect);
    const userKey = await acceptInvitation(vultr, invitationId);
    const userId = await expectAcceptance(client, dialect, invitationId);
    const groupId = await createGroup(client, dialect);
    await grantAccess(client, dialect, { policyId, groupId, userId });
    await expectUnknownIds(client);

    const userClient = createVultrClient({ baseUrl: vultr.url, apiKey: userKey, timeoutMs: 10_000 });
    const groups = await userClient.users.myGroups();
    // Vultr's blank screen: a membership without a policy shows nothing.
    const hasAccess = dialect.memberWrite === 'effective' && dialect.attachmentWrite === 'effective';
    expect(groups.map(({ id }) => id)).toEqual(hasAccess ? [groupId] : []);
    await removeUser(client, groupId, userId);
  });
});

async function expectPolicies(client: VultrClient): Promise<string> {
  const policies = await client.policies.list();
  expect(policies.find(({ name }) => name === 'Staging operators')).toMatchObject({ managed: false });
  const policy = policies.find(({ name }) => name === 'Provisioning');
  expect(policy).toMatchObject({ managed: true });
  return policy?.id ?? '';
}

async function inviteAndExpect(client: VultrClient, dialect: Dialect): Promise<string> {
  const before = Date.now();
  const created = await client.invitations.create({ email, apiAccess: true });
  const listed = await client.invitations.list();
  expect(listed).toHaveLength(1);
  const id = listed[0]?.id ?? '';
  const invitation = await client.invitations.get(id);
  expect(listed[0]).toEqual(invitation);
  expect(created).toEqual(dialect.writeBodies === 'empty' ? undefined : invitation);
  expect(invitation).toMatchObject({ status: 'pending', statusText: 'Pending' });
  expect(isInvitedEmail(invitation?.email)).toBe(true);
  // The wire format has whole seconds.
  expect(Math.abs((invitation?.createdAt ?? 0) - before)).toBeLessThan(60_000);
  const lifetimeMs = (invitation?.expiresAt ?? 0) - (invitation?.createdAt ?? 0);
  expect(Math.abs(lifetimeMs - threeDaysMs)).toBeLessThanOrEqual(1_000);
  expect(invitation).not.toHaveProperty('registeredEmail');
  expect(invitation).not.toHaveProperty('respondedAt');
  return id;
}

async function expectNotActive(client: VultrClient, dialect: Dialect): Promise<void> {
  const users = await client.users.list();
  const invited = users.filter((user) => isInvitedEmail(user.email));
  expect(invited.map(({ activity }) => activity)).toEqual(dialect.pendingUsersListed ? ['inactive'] : []);
  expect(users.length - invited.length).toBe(dialect.rootListed ? 1 : 0);
}

/** Accepts and returns the new user's own key. */
async function acceptInvitation(vultr: SimulatedVultr, invitationId: string): Promise<string> {
  const accepted = await vultr.call('POST', `/__sim/invitations/${invitationId}/accept`, {});
  return z.object({ apiKey: z.string() }).parse(accepted).apiKey;
}

async function expectAcceptance(
  client: VultrClient,
  dialect: Dialect,
  invitationId: string,
): Promise<string> {
  const invitation = await client.invitations.get(invitationId);
  expect(invitation).toMatchObject({ status: 'accepted', respondedAt: expect.any(Number) as number });
  expect(isInvitedEmail(invitation?.registeredEmail)).toBe(true);
  const listed = await client.invitations.list();
  expect(listed).toEqual(dialect.invitationList === 'all' ? [invitation] : []);

  const users = await client.users.list();
  const user = users.find((one) => isInvitedEmail(one.email));
  expect(user).toMatchObject({ activity: 'active', serviceUser: false });
  await expect(client.users.get(user?.id ?? '')).resolves.toEqual(user);
  return user?.id ?? '';
}

async function createGroup(client: VultrClient, dialect: Dialect): Promise<string> {
  const group = { name: 'Developers', description: 'They develop' };
  const created = await client.groups.create(group);
  const listed = await client.groups.list();
  expect(listed).toMatchObject([{ ...group, deleted: false }]);
  expect(created).toEqual(dialect.writeBodies === 'empty' ? undefined : listed[0]);
  const id = listed[0]?.id ?? '';
  await expect(client.groups.get(id)).resolves.toEqual(listed[0]);
  return id;
}

async function grantAccess(
  client: VultrClient,
  dialect: Dialect,
  { policyId, groupId, userId }: { policyId: string; groupId: string; userId: string },
): Promise<void> {
  const attached = dialect.attachmentWrite === 'effective' ? [{ id: policyId, name: 'Provisioning' }] : [];
  const isMember = dialect.memberWrite === 'effective';
  await expect(client.groups.policies(groupId)).resolves.toEqual([]);
  await client.policies.attachToGroup(policyId, groupId);
  await expect(client.groups.policies(groupId)).resolves.toEqual(attached);
  await expect(client.groups.members(groupId)).resolves.toEqual([]);
  await expect(client.users.policies(userId)).resolves.toEqual([]);

  await client.groups.addMember(groupId, { id: userId, name: email });
  const members = await client.groups.members(groupId);
  expect(members.map((member) => isInvitedEmail(member.email))).toEqual(isMember ? [true] : []);
  expect(members.map((member) => member.id === userId)).toEqual(
    isMember ? [dialect.memberId === 'user'] : [],
  );
  const groups = await client.users.groups(userId);
  expect(groups.map(({ id, name }) => ({ id, name }))).toEqual(
    isMember ? [{ id: groupId, name: 'Developers' }] : [],
  );
  await expect(client.users.policies(userId)).resolves.toEqual(isMember ? attached : []);
  await expect(client.users.roles(userId)).resolves.toEqual([]);
}

async function removeUser(client: VultrClient, groupId: string, userId: string): Promise<void> {
  for (const member of await client.groups.members(groupId)) {
    await client.groups.removeMember(groupId, member.id);
  }
  await expect(client.groups.members(groupId)).resolves.toEqual([]);
  const [organization, ...others] = await client.organizations.list();
  expect(organization).toMatchObject({ id: expect.any(String), name: expect.any(String) });
  expect(others).toEqual([]);
  await client.organizations.removeUser(organization?.id ?? '', userId);
  await expect(client.users.get(userId)).resolves.toBeUndefined();
  expect((await client.users.list()).some((user) => isInvitedEmail(user.email))).toBe(false);
  await expect(client.organizations.removeUser(organization?.id ?? '', userId)).rejects.toThrow(
    'DELETE /v2/organizations',
  );
}

async function expectUnknownIds(client: VultrClient): Promise<void> {
  const id = randomUUID();
  await expect(client.invitations.get(id)).resolves.toBeUndefined();
  await expect(client.users.get(id)).resolves.toBeUndefined();
  await expect(client.groups.get(id)).resolves.toBeUndefined();
}
