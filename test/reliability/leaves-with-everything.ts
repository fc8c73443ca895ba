import { z } from 'zod';
import { idOfPolicy } from '../support/id-of-policy.ts';
import { until } from '../support/until.ts';
import type { CaseVultr } from './case-vultr.ts';
import { acceptsSecondEmail, afterFaultInGrant } from './accepts-second-email.ts';
import { readBack, site } from './call-sites.ts';
import { cancelledThenAccepts } from './cancelled-then-accepts.ts';
import { findCountViolations, findGrantViolations } from './expectations.ts';
import { leavesAndIsReinstated } from './leaves-and-is-reinstated.ts';
import type { Scenario } from './scenario.ts';

/**
 * The course of `leavesAndIsReinstated`, for a person who has one of everything that can be taken, so that every call of a
 * departure is part of it. A write may be repeated after a fault, so what counts is its effect.
 */
export const leavesWithEverything: Scenario = {
  ...leavesAndIsReinstated,
  name: 'has everything taken',
  description:
    'A person with access also has API access, an API key, a policy and a role of their own, and a session. They leave, are reinstated, leave for good, and are hired again. Nothing is taken from a user who is not suspended, and in the end nothing is left.',
  calls: [
    site('surveyPerson', 'GET /v2/organizations'),
    site('surveyPerson', 'GET /v2/invitation'),
    site('surveyPerson', 'GET /v2/users'),
    site('surveyPerson', 'GET /v2/organizations/{id}/suspended-users'),
    site('surveyPerson', 'GET /v2/users/{id}/policies'),
    site('surveyPerson', 'GET /v2/users/{id}/groups'),
    site('surveyPerson', 'GET /v2/users/{id}/apikeys'),
    site('surveyPerson', 'GET /v2/users/{id}/roles'),
    site('suspendUser', 'PUT /v2/organizations/{id}/user/{id}/suspend'),
    readBack('suspendUser', 'GET /v2/organizations/{id}/suspended-users'),
    readBack('suspendUser', 'GET /v2/users/{id}'),
    site('closeApi', 'PATCH /v2/users/{id}'),
    readBack('closeApi', 'GET /v2/users/{id}'),
    readBack('closeApi', 'GET /v2/assumed-roles/users/{id}/sessions'),
    site('closeApi', 'DELETE /v2/assumed-roles/{token}'),
    site('reinstateUser', 'GET /v2/users'),
    site('reinstateUser', 'GET /v2/organizations/{id}/suspended-users'),
    site('reinstateUser', 'PUT /v2/organizations/{id}/user/{id}/unsuspend'),
    readBack('reinstateUser', 'GET /v2/users'),
    readBack('reinstateUser', 'GET /v2/organizations/{id}/suspended-users'),
    site('reinstateUser', 'PATCH /v2/users/{id}'),
    readBack('reinstateUser', 'GET /v2/users/{id}'),
    site('stripUser', 'GET /v2/users'),
    site('stripUser', 'DELETE /v2/users/{id}/apikeys/{id}'),
    readBack('stripUser', 'GET /v2/users/{id}/apikeys'),
    site('stripUser', 'DELETE /v2/groups/{id}/members/{id}'),
    readBack('stripUser', 'GET /v2/users/{id}/groups'),
    site('stripUser', 'DELETE /v2/policies/{id}/users/{id}'),
    readBack('stripUser', 'GET /v2/users/{id}/policies'),
    site('stripUser', 'DELETE /v2/roles/{id}/users/{id}'),
    readBack('stripUser', 'GET /v2/users/{id}/roles'),
    site('removeUser', 'DELETE /v2/organizations/{id}/user/{id}'),
    readBack('removeUser', 'GET /v2/users'),
    site('verifyGone', 'GET /v2/organizations/{id}/suspended-users'),
    site('verifyGone', 'GET /v2/users/{id}'),
    site('verifyGone', 'GET /v2/groups/{id}/members'),
    site('verifyGone', 'GET /v2/policies'),
    site('verifyGone', 'GET /v2/policies/{id}/users'),
    site('verifyGone', 'GET /v2/roles/{id}/users'),
  ],
  coveredElsewhere: [...acceptsSecondEmail.calls, ...cancelledThenAccepts.calls],
  afterFaults: [
    ...afterFaultInGrant,
    site('preflight', 'GET /v2/groups/{id}/policies'),
    site('surveyPerson', 'GET /v2/policies/{id}/users'),
    site('surveyPerson', 'GET /v2/invitation/{id}'),
    site('suspendUser', 'GET /v2/organizations/{id}/suspended-users'),
    site('suspendUser', 'GET /v2/users/{id}'),
    site('suspendUser', 'GET /v2/users'),
    readBack('suspendUser', 'GET /v2/users'),
    site('closeApi', 'GET /v2/users/{id}'),
    site('closeApi', 'GET /v2/assumed-roles/users/{id}/sessions'),
    site('closeApi', 'GET /v2/organizations/{id}/suspended-users'),
    readBack('closeApi', 'GET /v2/organizations/{id}/suspended-users'),
    site('reinstateUser', 'GET /v2/users/{id}'),
    site('stripUser', 'GET /v2/organizations/{id}/suspended-users'),
    site('stripUser', 'GET /v2/users/{id}/apikeys'),
    site('stripUser', 'GET /v2/users/{id}/groups'),
    site('stripUser', 'GET /v2/groups/{id}/members'),
    readBack('stripUser', 'GET /v2/groups/{id}/members'),
    readBack('stripUser', 'GET /v2/policies/{id}/users'),
    site('stripUser', 'GET /v2/policies/{id}/users'),
    site('stripUser', 'GET /v2/users/{id}/policies'),
    site('stripUser', 'GET /v2/users/{id}/roles'),
    site('removeUser', 'GET /v2/users'),
    site('removeUser', 'GET /v2/organizations/{id}/suspended-users'),
    readBack('removeUser', 'GET /v2/organizations/{id}/suspended-users'),
    site('verifyGone', 'GET /v2/users'),
    site('verifyGone', 'GET /v2/groups/{id}'),
  ],
  onlyFaults: true,
  moments: [],

  script(world) {
    const play = leavesAndIsReinstated.script(world);
    let hasEverything = false;
    return async (onboarding) => {
      const { userId } = onboarding.evidence ?? {};
      if (userId !== undefined && !hasEverything) {
        hasEverything = true;
        await giveEverything(world.vultr, userId);
      }
      return play(onboarding);
    };
  },

  async findViolations(vultr, ended) {
    const found = await findGrantViolations(vultr, ended, leavesAndIsReinstated.hiredAgain);
    if (ended === undefined) return found;
    return [...found, ...(await findCountViolations(vultr, { emails: 2, users: 2 }))];
  },
};

const row = z.looseObject({ id: z.string() });

/** Gives the user, who has a group, everything else that can be taken. The requests for it do not count. */
async function giveEverything(vultr: CaseVultr, userId: string): Promise<void> {
  await vultr.call('PATCH', `/v2/users/${userId}`, { api_enabled: true });
  await vultr.call('POST', `/v2/users/${userId}/apikeys`, { name: 'laptop' });
  await vultr.call('POST', `/v2/policies/${await idOfPolicy(vultr, 'DNS')}/users/${userId}`);
  const { id: roleId } = row.parse(await vultr.call('POST', '/__sim/roles', { name: 'Auditor' }));
  await vultr.call('POST', `/v2/roles/${roleId}/users/${userId}`);
  await vultr.call('POST', '/__sim/sessions', { userId, roleId });
  await until(
    'everything to be shown',
    () => vultr.call('GET', `/v2/assumed-roles/users/${userId}/sessions`),
    (shown) => JSON.stringify(shown).includes('token'),
  );
  await vultr.forgetRequests();
}
