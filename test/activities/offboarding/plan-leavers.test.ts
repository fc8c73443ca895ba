import { beforeEach, expect, test } from 'vitest';
import type { LeaverToPlan } from '../../../src/contract/temporal/one-shot-activities.ts';
import { idOfPolicy } from '../../support/id-of-policy.ts';
import { activitiesForTest, runWithRetries, timings } from '../run-activity.ts';
import { ada, createAda, leaverDialects, root } from './organization.ts';

const given = activitiesForTest();
beforeEach(() => given.vultr.setDialect({ requestsPerSecond: 0 }));

const leaver = (email: string, change: Partial<LeaverToPlan> = {}): LeaverToPlan => ({
  addresses: [email],
  knownUserIds: [],
  ownInvitationIds: [],
  broughtInHere: true,
  evenIfNotBroughtInHere: false,
  ...change,
});

const plan = async (leavers: readonly LeaverToPlan[], readForMs = 10_000) => {
  const input = { leavers, protectedAddresses: [], adminPolicies: ['ManageUsers'], timings, readForMs };
  return (await runWithRetries(() => given.activities.planLeavers(input))).result;
};

async function createAdministrator(email: string): Promise<void> {
  const { id } = (await given.vultr.call('POST', '/__sim/users', { email, name: email })) as { id: string };
  const policyId = await idOfPolicy(given.vultr, 'ManageUsers');
  await given.vultr.call('POST', `/v2/policies/${policyId}/users/${id}`);
}

test.each(leaverDialects)(
  'says what would be taken from whom, and writes nothing, in %j',
  async (dialect) => {
    const { userId, groupId, policyId, roleId } = await createAda(given.vultr);
    await given.vultr.setDialect(dialect);
    await given.vultr.call('POST', '/v2/invitation', { email_invited: 'omar@example.com' });
    await given.vultr.forgetRequests();
    expect(
      await plan([leaver(ada), leaver('omar@example.com'), leaver('zoe@example.com'), leaver(root)]),
    ).toEqual([
      {
        plan: 'offboard',
        before: expect.objectContaining({
          userId,
          apiKeys: 1,
          groups: [{ id: groupId, name: 'Developers' }],
          policies: [{ id: policyId, name: 'DNS' }],
          roles: [{ id: roleId, name: 'Auditor' }],
        }),
      },
      { plan: 'absent', invitations: 1 },
      { plan: 'absent' },
      expect.objectContaining({ plan: 'refuse', code: 'protected_person' }),
    ]);
    const { byOperation } = await given.vultr.requests();
    expect(Object.keys(byOperation).filter((operation) => !operation.startsWith('GET '))).toEqual([]);
  },
);

test('refuses a person whom this service did not bring in, unless the order means them', async () => {
  await createAda(given.vultr);
  const stranger = { broughtInHere: false };
  expect(
    await plan([leaver(ada, stranger), leaver(ada, { ...stranger, evenIfNotBroughtInHere: true })]),
  ).toMatchObject([{ plan: 'refuse', code: 'not_brought_in_here' }, { plan: 'offboard' }]);
});

test('refuses the last administrator, even if the others leave by the same list', async () => {
  await createAdministrator('ann@example.com');
  await createAdministrator('ben@example.com');
  expect(await plan([leaver('ann@example.com'), leaver('ben@example.com')])).toMatchObject([
    { plan: 'offboard' },
    { plan: 'refuse', code: 'last_administrator' },
  ]);
});

test('without time, it says that it has not read what a person has', async () => {
  await createAda(given.vultr);
  const [planned] = await plan([leaver(ada)], 0);
  expect(planned).toMatchObject({ plan: 'offboard', warnings: [expect.stringContaining('no time')] });
  expect(planned).not.toHaveProperty('before');
});
