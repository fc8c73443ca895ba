import { acceptsSecondEmail, afterFaultInGrant } from './accepts-second-email.ts';
import { site } from './call-sites.ts';
import { fromFirstUpdate } from './crash-events.ts';
import { findCountViolations, findGrantViolations } from './expectations.ts';
import { acceptAll } from './operator.ts';
import type { Scenario } from './scenario.ts';

/** The register continues as new into the rehire, which finds that the person has everything. */
export const rehiredAfterCompletion: Scenario = {
  name: 'is rehired after completion',
  description:
    'A new hire has access. Then they are hired again with `POST …/rehire`: a second onboarding starts from the register, finds the member, sends no email, and verifies the access once more.',
  calls: [
    site('preflight', 'GET /v2/policies'),
    site('preflight', 'GET /v2/groups'),
    site('preflight', 'GET /v2/users'),
    site('preflight', 'GET /v2/invitation'),
    site('preflight', 'GET /v2/groups/{id}/policies'),
    site('preflight', 'GET /v2/groups/{id}/members'),
    site('inviteUser', 'GET /v2/users'),
    site('inviteUser', 'GET /v2/invitation'),
    site('grant', 'GET /v2/users'),
    site('grant', 'GET /v2/groups/{id}/members'),
    site('grant', 'GET /v2/groups/{id}/policies'),
    site('grant', 'GET /v2/users/{id}/policies'),
  ],
  afterFaults: afterFaultInGrant,
  coveredElsewhere: acceptsSecondEmail.calls,
  followsUpWith: 'rehire',
  faultsAfterFollowUp: true,
  crashesAt: fromFirstUpdate,
  moments: [
    { state: 'completed', started: 'person', execution: 2 },
    { state: 'checking', started: 'onboarding', execution: 3 },
    { state: 'granting', started: 'grant', execution: 3 },
  ],
  firstWindowMs: 10 * 60_000,
  request: acceptsSecondEmail.request,

  script(world) {
    return async ({ id, state, email }) => {
      if (state === 'awaiting_acceptance') return acceptAll(world, email);
      return state === 'completed' ? (await world.followUp({ rehire: id }))?.id : undefined;
    };
  },

  hasEnded: ({ id, state }) => state === 'completed' && id.endsWith('.2'),

  async findViolations(vultr, ended) {
    const found = await findGrantViolations(vultr, ended);
    if (ended === undefined) return found;
    return [...found, ...(await findCountViolations(vultr, { emails: 1, users: 2 }))];
  },
};
