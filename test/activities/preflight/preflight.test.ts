import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createVultrActivities, type VultrActivities } from '../../../src/activities/index.ts';
import type { PreflightInput, PreflightResult } from '../../../src/contract/temporal/step-data.ts';
import { createVultrClient } from '../../../src/vultr/client.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../../support/simulated-vultr.ts';
import { shortTimings as timings } from '../../support/timings.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

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
  new MockActivityEnvironment({}, { logger }).run(() =>
    activities.preflight({
      email: 'ada@example.com',
      allowedAddresses: ['ada.l@example.com'],
      groups: [{ name: groupName, policies }],
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

describe('a name that does not have exactly one meaning stops the onboarding before any email', () => {
  test.each([
    ['two managed policies of one name', () => addPolicy('Provisioning', true)],
    ['a custom policy with the name of a managed one', () => addPolicy('Provisioning', false)],
  ])('%s', async (_name, prepare) => {
    await prepare();
    expect(await codeOf(preflight())).toBe('policy_ambiguous');
  });

  test('a custom policy is not a managed one, even if it is the only one of its name', async () => {
    await addPolicy('Our own', false);
    expect(await codeOf(preflight(['Our own']))).toBe('policy_not_found');
  });

  test('a name in another letter case is another policy', async () => {
    expect(await codeOf(preflight(['PROVISIONING']))).toBe('policy_not_found');
  });

  test('two active groups of one name; a deleted group does not count', async () => {
    const group = { display_name: 'Developers', description: '' };
    const created = [
      await vultr.call('POST', '/v2/groups', group),
      await vultr.call('POST', '/v2/groups', group),
    ];
    expect(await codeOf(preflight())).toBe('group_ambiguous');
    expect(await codeOf(preflight(['Provisioning'], 'developers'))).toBe('none');
    await vultr.call('DELETE', `/v2/groups/${(created[0] as { id: string }).id}`);
    expect((await preflight()).groups).toMatchObject([{ exists: true }]);
  });

  test('two users with the email', async () => {
    await vultr.fault({
      match: { method: 'GET', path: '/v2/users' },
      kind: 'status',
      status: 200,
      body: { users: ['Ada@example.com', 'ada@example.com'].map((email, id) => ({ id, email })) },
    });
    expect(await codeOf(preflight())).toBe('person_ambiguous');
  });
});

const preflightOf = (groups: PreflightInput['groups']): Promise<PreflightResult> =>
  new MockActivityEnvironment({}, { logger }).run(() =>
    activities.preflight({ email: 'ada@example.com', allowedAddresses: [], groups, timings }),
  );

describe('several groups', () => {
  test('are judged each, in their order', async () => {
    await vultr.call('POST', '/v2/groups', { display_name: 'Billing', description: '' });
    const { groups } = await preflightOf([
      { name: 'Developers', policies: ['Provisioning'] },
      { name: 'Billing', policies: ['Billing', 'DNS'] },
    ]);
    expect(groups).toMatchObject([
      { exists: false, policies: [{ name: 'Provisioning' }] },
      { exists: true, policies: [{ name: 'Billing' }, { name: 'DNS' }] },
    ]);
    expect(groups.map(({ readyGroupId }) => readyGroupId)).toEqual([undefined, undefined]);
  });

  test('stop the onboarding if one of their names is wrong', async () => {
    const right = { name: 'Developers', policies: ['Provisioning'] };
    expect(await codeOf(preflightOf([right, { name: 'Billing', policies: ['billing'] }]))).toBe(
      'policy_not_found',
    );
  });

  test('an input from when an onboarding had one group is read', async () => {
    const earlier = { groupName: 'Developers', policies: ['Provisioning'] };
    const input = { email: 'ada@example.com', allowedAddresses: [], timings, ...earlier };
    const result = await new MockActivityEnvironment({}, { logger }).run(() =>
      activities.preflight(input as unknown as PreflightInput),
    );
    expect(result).toMatchObject({ groups: [{ exists: false, policies: [{ name: 'Provisioning' }] }] });
  });
});

test.each(['suspended', 'closed'] as const)('a %s user is named before any email', async (status) => {
  await vultr.addUser('Ada@example.com', status);
  expect(await codeOf(preflight())).toBe('person_not_active');
});

test('a group whose name differs from an existing one only by case or spaces gets a warning', async () => {
  await vultr.call('POST', '/v2/groups', { display_name: 'Human\u00a0Resources', description: '' });
  expect(await preflight(['Provisioning'], 'human Resources')).toMatchObject({
    groups: [{ exists: false }],
    warnings: [
      'No group is named "human Resources", so one is created. "Human\u00a0Resources" exists and was probably meant.',
    ],
  });
  expect(await preflight(['Provisioning'], 'Sales')).not.toHaveProperty('warnings');
});

describe('the baseline', () => {
  test('is empty in an organization that has only the root user', async () => {
    const { baseline } = await preflight();
    expect(baseline).toMatchObject({ userIds: [], invitationIds: [], inGroups: [] });
  });

  test('contains users with the invited or an allowed email, invitations of any status, and the membership', async () => {
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
    expect((await preflight()).baseline.inGroups).toEqual([]);
    await vultr.call('POST', `/v2/groups/${group.id}/members`, { user_id: ada?.id, display_name: '' });
    await vultr.setDialect({ memberId: 'own' });

    const { baseline } = await preflight();
    expect(baseline.userIds).toHaveLength(2);
    expect(baseline.userIds).toContain(ada?.id);
    expect(baseline).toMatchObject({ invitationIds: [sent.id], inGroups: [group.id] });
  });

  test('counts a pending row among the users as an invitation and not as a user', async () => {
    await vultr.setDialect({ pendingUsersListed: true, userStatus: 'boolean' });
    await vultr.call('POST', '/v2/invitation', { email_invited: 'ada@example.com' });
    expect((await preflight()).baseline).toMatchObject({ userIds: [], invitationIds: [expect.any(String)] });
  });
});
