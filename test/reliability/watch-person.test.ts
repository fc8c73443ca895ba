import { expect, onTestFinished, test } from 'vitest';
import { idOfPolicy } from '../support/id-of-policy.ts';
import { startCaseVultr } from './case-vultr.ts';
import { leavesAndIsReinstated } from './leaves-and-is-reinstated.ts';
import { movesToAnotherRole } from './moves-to-another-role.ts';
import type { Scenario } from './scenario.ts';

/** Ada at a Vultr of her own, watched as in the scenario. */
async function adaIn(scenario: Scenario) {
  const vultr = await startCaseVultr({ requestsPerSecond: 0 }, scenario.watch?.('ada'));
  onTestFinished(vultr.stop);
  const { id: userId } = (await vultr.call('POST', '/__sim/users', { email: 'ada@example.com' })) as Row;
  const { orgs = [] } = (await vultr.call('GET', '/v2/organizations')) as { orgs?: Row[] };
  const user = `/v2/organizations/${orgs[0]?.id}/user/${userId}`;
  return {
    breaches: vultr.breaches,
    suspend: () => vultr.call('PUT', `${user}/suspend`),
    unsuspend: () => vultr.call('PUT', `${user}/unsuspend`),
    remove: () => vultr.call('DELETE', user),
    /** Returns the path of the membership. */
    join: async (name: string, policy: string) => {
      const group = { display_name: name, description: '' };
      const { id } = (await vultr.call('POST', '/v2/groups', group)) as Row;
      await vultr.call('POST', `/v2/policies/${await idOfPolicy(vultr, policy)}/groups/${id}`);
      await vultr.call('POST', `/v2/groups/${id}/members`, { user_id: userId, display_name: 'Ada' });
      return `/v2/groups/${id}/members/${userId}`;
    },
    leave: (membership: string) => vultr.call('DELETE', membership),
  };
}

type Row = { readonly id: string };

test('a mover who gets the new access first is never without any', async () => {
  const { breaches, join, leave } = await adaIn(movesToAnotherRole);
  const old = await join('developers of ada', 'Provisioning');
  await join('billing of ada', 'Billing');
  await leave(old);
  expect(breaches()).toEqual([]);
});

test('a mover who leaves first is found out, although the new access follows at once', async () => {
  const { breaches, join, leave } = await adaIn(movesToAnotherRole);
  await leave(await join('developers of ada', 'Provisioning'));
  await join('billing of ada', 'Billing');
  expect(breaches()).toContain('the person was without the old and the new access');
});

test('a group without its policy is no access', async () => {
  const { breaches, join, leave } = await adaIn(movesToAnotherRole);
  const old = await join('developers of ada', 'Provisioning');
  await join('billing of ada', 'DNS');
  await leave(old);
  expect(breaches()).toHaveLength(1);
});

test('a leaver may lose access while suspended, and the organization after that', async () => {
  const { breaches, join, leave, suspend, remove } = await adaIn(leavesAndIsReinstated);
  const membership = await join('Group of ada', 'Provisioning');
  await suspend();
  await leave(membership);
  await remove();
  expect(breaches()).toEqual([]);
});

test.each([
  ['is not suspended', async () => {}],
  [
    'is reinstated without it',
    async ({ suspend, leave, unsuspend }: Awaited<ReturnType<typeof adaIn>>, membership: string) => {
      await suspend();
      await leave(membership);
      await unsuspend();
    },
  ],
])('a leaver who loses access and %s is found out', async (_name, prepare) => {
  const ada = await adaIn(leavesAndIsReinstated);
  const membership = await ada.join('Group of ada', 'Provisioning');
  await prepare(ada, membership);
  await ada.leave(membership).catch(() => undefined);
  expect(ada.breaches()).not.toEqual([]);
});
