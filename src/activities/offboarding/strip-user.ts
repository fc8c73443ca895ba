import type { Held, StripResult, SurveyedLeaverInput } from '../../contract/temporal/offboarding.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { createSession } from '../support/session.ts';
import { findListing } from './find-leaver.ts';
import { isFirstAttempt } from './is-first-attempt.ts';
import { leaveGroup } from './leave-group.ts';
import { readDirectPolicies, readDirectRoles, readGroups } from './read-holdings.ts';
import { takeAll } from './take-all.ts';

/**
 * Deletes the user's keys and takes them out of every group, direct policy and role. It comes before the removal: after
 * that, the service's key has no say over the user any more, and a new invitation might bring everything back. What the
 * survey has found is taken at once: it was read before anything was taken, and the reading afterwards finds the rest.
 */
export function createStripUser(client: VultrClient) {
  return async function stripUser(input: SurveyedLeaverInput): Promise<StripResult> {
    const { person, timings } = input;
    const vultr = createSession(client, timings);
    const { userId } = person;
    // Vultr may show nothing of a user who is gone. What it still shows, the proof at the end finds.
    const listing = await findListing(vultr, input);
    if (listing === undefined) return { checks: [], warnings: ['the user is no longer in the organization'] };
    const {
      apiKeyIds = [],
      groups: knownGroups = [],
      policies: knownPolicies = [],
      roles: knownRoles = [],
    } = (isFirstAttempt() ? input.before : undefined) ?? {};
    const keys = await takeAll(vultr, {
      what: 'API keys',
      request: `GET /v2/users/${userId}/apikeys`,
      expected: apiKeyIds.map((id) => ({ id })),
      find: (): Promise<readonly { readonly id: string }[]> => vultr.users.apiKeys(userId),
      take: ({ id }) => vultr.users.deleteApiKey(userId, id),
    });
    const groups = await takeAll(vultr, {
      what: 'groups',
      request: `GET /v2/users/${userId}/groups`,
      expected: knownGroups,
      find: (): Promise<readonly Held[]> => readGroups(vultr, userId),
      take: ({ id }) => leaveGroup(vultr, id, person),
    });
    const policies = await takeAll(vultr, {
      what: 'direct policies',
      request: `GET /v2/users/${userId}/policies`,
      expected: knownPolicies,
      find: () => readDirectPolicies(vultr, userId),
      take: ({ id }) => vultr.policies.detachFromUser(id, userId),
    });
    const roles = await takeAll(vultr, {
      what: 'direct roles',
      request: `GET /v2/users/${userId}/roles`,
      expected: knownRoles,
      find: () => readDirectRoles(vultr, userId),
      take: ({ id }) => vultr.roles.removeFromUser(id, userId),
    });
    return { checks: [keys, groups, policies, roles].map(({ check }) => check), warnings: [], listing };
  };
}
