import { beforeEach, describe, expect, test } from 'vitest';
import type { SurveyInput } from '../../../src/contract/temporal/offboarding.ts';
import { idOfPolicy } from '../../support/id-of-policy.ts';
import { activitiesForTest, failureOf, runWithRetries } from '../run-activity.ts';
import { ada, createAda, createGroup, leaverDialects, root, surveyOf } from './organization.ts';

const given = activitiesForTest();
beforeEach(() => given.vultr.setDialect({ requestsPerSecond: 0 }));

const survey = async (change: Partial<SurveyInput> = {}) =>
  (await runWithRetries(() => given.activities.surveyPerson(surveyOf(change)))).result;
const refusal = (change: Partial<SurveyInput>) =>
  failureOf(() => given.activities.surveyPerson(surveyOf(change)));

async function userIdOf(email: string): Promise<string> {
  const { users } = (await given.vultr.call('GET', '/v2/users')) as {
    users: { id: string; email: string }[];
  };
  return users.find((user) => user.email === email)?.id ?? '';
}

async function writes(): Promise<string[]> {
  const { byOperation } = await given.vultr.requests();
  return Object.keys(byOperation).filter((operation) => !operation.startsWith('GET '));
}

test.each(leaverDialects)('sees everything that a person has, and writes nothing, in %j', async (dialect) => {
  const { userId, groupId, policyId, roleId, organizationId } = await createAda(given.vultr);
  await given.vultr.setDialect(dialect);
  await given.vultr.forgetRequests();
  expect(await survey()).toMatchObject({
    organizationId,
    account: {
      userId,
      email: ada,
      suspended: false,
      apiEnabled: true,
      apiKeys: 1,
      groups: [{ id: groupId, name: 'Developers' }],
      policies: [{ id: policyId, name: 'DNS' }],
      roles: [{ id: roleId, name: 'Auditor' }],
    },
    invitations: [],
  });
  expect(await writes()).toEqual([]);
});

test.each(leaverDialects)('finds a person who is suspended already, in %j', async (dialect) => {
  const { userId, organizationId } = await createAda(given.vultr);
  await given.vultr.setDialect(dialect);
  await given.vultr.call('PUT', `/v2/organizations/${organizationId}/user/${userId}/suspend`);
  expect((await survey()).account).toMatchObject({ userId, suspended: true });
});

test('finds an account of another address that an earlier flow gave access', async () => {
  const { userId } = await createAda(given.vultr);
  const found = await survey({ addresses: ['ada.old@example.com'], knownUserIds: [userId] });
  expect(found.account).toMatchObject({ userId, email: ada });
});

test('an unknown person has no account, and their pending invitation is named, whoever sent it', async () => {
  await given.vultr.call('POST', '/v2/invitation', { email_invited: 'Ada@example.com' });
  await given.vultr.call('POST', '/v2/invitation', { email_invited: 'omar@example.com' });
  const found = await survey();
  expect(found).not.toHaveProperty('account');
  expect(found.invitations).toHaveLength(1);
});

describe('nothing is taken from', () => {
  test('the root user', async () => {
    await createAda(given.vultr);
    expect(await refusal({ addresses: [root] })).toMatchObject({
      type: 'protected_person',
      nonRetryable: true,
    });
  });

  test.each<[string, Partial<SurveyInput>]>([
    ['a protected address', { protectedAddresses: ['Ada@Example.com'] }],
    ['the user whose key the service uses', { serviceAddresses: [ada] }],
    [
      'a protected address that the account no longer has',
      { addresses: [ada, 'boss@example.com'], protectedAddresses: ['boss@example.com'] },
    ],
  ])('%s, even if the order insists', async (_name, change) => {
    await createAda(given.vultr);
    const failure = await refusal({ ...change, evenIfNotBroughtInHere: true });
    expect(failure).toMatchObject({ type: 'protected_person', nonRetryable: true });
  });

  test('a service user', async () => {
    await createAda(given.vultr);
    const user = { id: 'u1', email: ada, status: 'active', service_user: true, invited_by: root };
    const fault = { kind: 'status', status: 200, body: { users: [user] } };
    await given.vultr.fault({ match: { method: 'GET', path: '/v2/users' }, ...fault });
    expect(await refusal({})).toMatchObject({ type: 'service_user', nonRetryable: true });
  });

  test('a person whom this service did not bring in, unless the order says so', async () => {
    const { userId } = await createAda(given.vultr);
    expect(await refusal({ broughtInHere: false })).toMatchObject({ type: 'not_brought_in_here' });
    const insisted = await survey({ broughtInHere: false, evenIfNotBroughtInHere: true });
    expect(insisted.account).toMatchObject({ userId });
    // Invited by the user of the service's key.
    const invited = await survey({ broughtInHere: false, serviceAddresses: [root] });
    expect(invited.account).toMatchObject({ userId });
  });

  test('two users who may be the person', async () => {
    await createAda(given.vultr);
    await given.vultr.addUser('ada.old@example.com');
    const known = [await userIdOf('ada.old@example.com')];
    expect(await refusal({ knownUserIds: known })).toMatchObject({
      type: 'person_ambiguous',
      nonRetryable: true,
    });
  });
});

describe('the last administrator', () => {
  beforeEach(async () => {
    const { userId } = await createAda(given.vultr);
    await createGroup(given.vultr, 'Administrators', 'ManageUsers', userId);
    await given.vultr.addUser('omar@example.com');
  });

  test('stays', async () => {
    expect(await refusal({})).toMatchObject({ type: 'last_administrator', nonRetryable: true });
  });

  test('may leave once another active user has the policy directly', async () => {
    const policy = await idOfPolicy(given.vultr, 'ManageUsers');
    await given.vultr.call('POST', `/v2/policies/${policy}/users/${await userIdOf('omar@example.com')}`);
    expect((await survey()).account).toMatchObject({ email: ada });
    await given.vultr.addUser('omar@example.com', 'suspended');
    expect(await refusal({})).toMatchObject({ type: 'last_administrator' });
  });

  test('may leave once another active user has the policy through a group', async () => {
    await createGroup(given.vultr, 'Deputies', 'ManageUsers', await userIdOf('omar@example.com'));
    expect((await survey()).account).toMatchObject({ email: ada });
  });

  test('need not stay if no policy makes an administrator', async () => {
    expect((await survey({ adminPolicies: [] })).account).toMatchObject({ email: ada });
  });
});
