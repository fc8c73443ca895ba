import { beforeEach, describe, expect, test } from 'vitest';
import { activitiesForTest, failureOf, runWithRetries, timings } from '../run-activity.ts';
import { ada, createAda, createGroup, leaverDialects } from '../offboarding/organization.ts';
import { idOfPolicy } from '../../support/id-of-policy.ts';

const given = activitiesForTest();
beforeEach(() => given.vultr.setDialect({ requestsPerSecond: 0 }));

async function read(groupIds: readonly string[]) {
  const { result } = await runWithRetries(() => given.activities.readGroups({ groupIds, timings }));
  return result.groups;
}

describe('reading groups', () => {
  test.each(leaverDialects)('shows members with their emails, and policies, in %j', async (dialect) => {
    const { groupId } = await createAda(given.vultr);
    await given.vultr.setDialect(dialect);
    const policyIds = [await idOfPolicy(given.vultr, 'Provisioning')];
    expect(await read([groupId])).toMatchObject([
      { id: groupId, outcome: 'read', members: [{ email: ada }], policyIds },
    ]);
  });

  test('shows that a member is suspended', async () => {
    const { groupId, userId, organizationId } = await createAda(given.vultr);
    await given.vultr.call('PUT', `/v2/organizations/${organizationId}/user/${userId}/suspend`);
    expect(await read([groupId])).toMatchObject([{ members: [{ userId, inactive: true }] }]);
  });

  test('shows that a group is gone, beside those that are there', async () => {
    const { groupId, userId } = await createAda(given.vultr);
    const other = await createGroup(given.vultr, 'Billing', 'Billing', userId);
    await given.vultr.call('DELETE', `/v2/groups/${groupId}`);
    expect((await read([groupId, other])).map(({ outcome }) => outcome)).toEqual(['gone', 'read']);
  });

  test('says why a group cannot be read, and reads the others', async () => {
    const { groupId, userId } = await createAda(given.vultr);
    const other = await createGroup(given.vultr, 'Billing', 'Billing', userId);
    const match = { method: 'GET', path: `/v2/groups/${groupId}/members` };
    await given.vultr.fault({ match, kind: 'status', status: 403, body: { error: 'No.' }, times: 100 });
    const groups = await read([groupId, other]);
    expect(groups.map(({ outcome }) => outcome)).toEqual(['unread', 'read']);
    expect(groups[0]).toHaveProperty('detail', expect.stringContaining('403'));
  });

  test('fails if the key is rejected', async () => {
    const { groupId } = await createAda(given.vultr);
    const match = { method: 'GET', path: '/v2/groups/*' };
    await given.vultr.fault({ match, kind: 'status', status: 401, body: { error: 'No.' }, times: 100 });
    const failure = await failureOf(() => given.activities.readGroups({ groupIds: [groupId], timings }));
    expect(failure.type).toBe('vultr_unauthorized');
  });
});
