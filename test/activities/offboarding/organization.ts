import { z } from 'zod';
import type { LeaverInput, SurveyInput } from '../../../src/contract/temporal/offboarding.ts';
import type { Dialect } from '../../../src/simulator/dialect.ts';
import { idOfPolicy } from '../../support/id-of-policy.ts';
import type { SimulatedVultr } from '../../support/simulated-vultr.ts';
import { timings } from '../run-activity.ts';

/** How a departure can look in Vultr: each option of the dialect that a step has to see through. */
export const leaverDialects: readonly Partial<Dialect>[] = [
  {},
  { suspendedUsers: 'active', duplicateSuspension: '400', userPolicies: 'rows', roleLists: 'rows' },
  { suspendedUsers: 'absent', duplicateSuspension: '404', sessionListKey: 'assumed_role_sessions' },
  { userStatus: 'absent', missing: '400', memberId: 'own', policyUsers: 'relationships' },
];

export const ada = 'ada@example.com';
export const root = 'root@example.com';

const row = z.looseObject({ id: z.string() });

async function create(vultr: SimulatedVultr, path: string, body: object): Promise<string> {
  return row.parse(await vultr.call('POST', path, body)).id;
}

/** Creates a group with a policy and, if a user is named, with that user. */
export async function createGroup(
  vultr: SimulatedVultr,
  name: string,
  policy: string,
  userId?: string,
): Promise<string> {
  await vultr.call('POST', '/v2/groups', { display_name: name, description: '' });
  const { groups } = (await vultr.call('GET', '/v2/groups')) as {
    groups: { id: string; display_name: string }[];
  };
  const id = groups.find((group) => group.display_name === name)?.id ?? '';
  await vultr.call('POST', `/v2/policies/${await idOfPolicy(vultr, policy)}/groups/${id}`);
  if (userId !== undefined)
    await vultr.call('POST', `/v2/groups/${id}/members`, { user_id: userId, display_name: ada });
  return id;
}

/** Ada, who has one of everything: a group, a direct policy, a role, a key, API access and two sessions. */
export async function createAda(vultr: SimulatedVultr) {
  const userId = await create(vultr, '/__sim/users', { email: ada, name: 'Ada' });
  const groupId = await createGroup(vultr, 'Developers', 'Provisioning', userId);
  const policyId = await idOfPolicy(vultr, 'DNS');
  await vultr.call('POST', `/v2/policies/${policyId}/users/${userId}`);
  const roleId = await create(vultr, '/__sim/roles', { name: 'Auditor' });
  await vultr.call('POST', `/v2/roles/${roleId}/users/${userId}`);
  await vultr.call('PATCH', `/v2/users/${userId}`, { api_enabled: true });
  await vultr.call('POST', `/v2/users/${userId}/apikeys`, { name: 'laptop' });
  for (const _ of ['first', 'second']) await vultr.call('POST', '/__sim/sessions', { userId, roleId });
  const { orgs = [] } = (await vultr.call('GET', '/v2/organizations')) as { orgs?: { id: string }[] };
  const organizationId = orgs[0]?.id ?? '';
  const input: LeaverInput = { organizationId, person: { userId, email: ada }, timings };
  return { userId, groupId, policyId, roleId, organizationId, input };
}

export function surveyOf(change: Partial<SurveyInput> = {}): SurveyInput {
  return {
    addresses: [ada],
    knownUserIds: [],
    ownInvitationIds: [],
    broughtInHere: true,
    evenIfNotBroughtInHere: false,
    protectedAddresses: [],
    serviceAddresses: [],
    adminPolicies: ['ManageUsers'],
    timings,
    ...change,
  };
}
