import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createVultrActivities, type VultrActivities } from '../../../src/activities/index.ts';
import type { PreflightResult } from '../../../src/contract/temporal/step-data.ts';
import { createVultrClient } from '../../../src/vultr/client.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../../support/simulated-vultr.ts';
import { shortTimings as timings } from '../../support/timings.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

let vultr: SimulatedVultr;
let activities: VultrActivities;

beforeEach(async () => {
  vultr = await startSimulatedVultr();
  activities = createVultrActivities(
    createVultrClient({ baseUrl: vultr.url, apiKey: vultr.apiKey, timeoutMs: 5_000 }),
  );
});
afterEach(() => vultr.stop());

const preflight = (policies = ['Provisioning'], groupName = 'Developers'): Promise<PreflightResult> =>
  new MockActivityEnvironment().run(() =>
    activities.preflight({
      email: 'ada@example.com',
      allowedAddresses: ['ada.l@example.com'],
      groupName,
      policies,
      timings,
    }),
  );

async function codeOf(work: Promise<unknown>): Promise<string | undefined | null> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof ApplicationFailure) return error.type;
    throw error;
  }
}

const addPolicy = (name: string, managed: boolean) =>
  vultr.call('POST', '/__sim/policies', { name, managed });

describe('a name that does not mean exactly one thing stops the run before any mail', () => {
  test.each([
    ['two managed policies of one name', () => addPolicy('Provisioning', true)],
    ['a custom policy with the name of a managed one', () => addPolicy('Provisioning', false)],
  ])('%s', async (_what, prepare) => {
    await prepare();
    expect(await codeOf(preflight())).toBe('policy_ambiguous');
  });

  test('a custom policy alone is not a managed one', async () => {
    await addPolicy('Our own', false);
    expect(await codeOf(preflight(['Our own']))).toBe('policy_not_found');
  });

  test('another letter case is another policy', async () => {
    expect(await codeOf(preflight(['PROVISIONING']))).toBe('policy_not_found');
  });

  test('two active groups; a deleted one does not count', async () => {
    const group = { display_name: 'Developers', description: '' };
    const made = [
      await vultr.call('POST', '/v2/groups', group),
      await vultr.call('POST', '/v2/groups', group),
    ];
    expect(await codeOf(preflight())).toBe('group_ambiguous');
    expect(await codeOf(preflight(['Provisioning'], 'developers'))).toBe('none');
    await vultr.call('DELETE', `/v2/groups/${(made[0] as { id: string }).id}`);
    expect((await preflight()).groupExists).toBe(true);
  });

  test('two users with the address', async () => {
    await vultr.fault({
      match: { method: 'GET', path: '/v2/users' },
      kind: 'status',
      status: 200,
      body: { users: ['Ada@example.com', 'ada@example.com'].map((email, id) => ({ id, email })) },
    });
    expect(await codeOf(preflight())).toBe('person_ambiguous');
  });
});

describe('what was there before the run', () => {
  test('nobody and nothing, besides the root user', async () => {
    const { baseline } = await preflight();
    expect(baseline).toMatchObject({ userIds: [], invitationIds: [], inGroup: false });
  });

  test('users of the invited and the allowed addresses, invitations of any status, the membership', async () => {
    const sent = (await vultr.call('POST', '/v2/invitation', { email_invited: 'Ada@example.com' })) as {
      id: string;
    };
    await vultr.accept(sent.id);
    await vultr.addUser('ada.l@example.com');
    const group = (await vultr.call('POST', '/v2/groups', {
      display_name: 'Developers',
      description: '',
    })) as { id: string };
    const { users } = (await vultr.call('GET', '/v2/users')) as { users: { id: string; email: string }[] };
    const ada = users.find(({ email }) => email === 'Ada@example.com');
    expect((await preflight()).baseline.inGroup).toBe(false);
    await vultr.call('POST', `/v2/groups/${group.id}/members`, { user_id: ada?.id, display_name: '' });
    await vultr.setDialect({ memberId: 'own' });

    const { baseline } = await preflight();
    expect(baseline.userIds).toHaveLength(2);
    expect(baseline.userIds).toContain(ada?.id);
    expect(baseline).toMatchObject({ invitationIds: [sent.id], inGroup: true });
  });

  test('a pending row among the users is an invitation, and nobody', async () => {
    await vultr.setDialect({ pendingUsersListed: true, userStatus: 'boolean' });
    await vultr.call('POST', '/v2/invitation', { email_invited: 'ada@example.com' });
    expect((await preflight()).baseline).toMatchObject({ userIds: [], invitationIds: [expect.any(String)] });
  });
});
