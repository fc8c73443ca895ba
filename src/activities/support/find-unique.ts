import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import { matchGroup } from '../../contract/rules/match-names.ts';
import type { Group, Organization, User } from '../../vultr/types.ts';
import { codedFailure, mismatchFailure } from './coded-failure.ts';

/** Finds the one user with the email. Throws `person_ambiguous` if there are several, rather than guess. */
export function findUniqueUser(users: readonly User[], email: string): User | undefined {
  const matches = users.filter((user) => sameEmail(user.email, email));
  if (matches.length > 1) {
    throw codedFailure('person_ambiguous', `${matches.length} users of the organization have the email`, {
      facts: { email: canonicalEmail(email), userIds: matches.map(({ id }) => id).join(', ') },
    });
  }
  return matches[0];
}

/**
 * Finds the one active group of exactly this name; deleted groups can linger in the list. Throws `group_ambiguous` if
 * there are several.
 */
export function findUniqueGroup(groups: readonly Group[], name: string): Group | undefined {
  const match = matchGroup(groups, name);
  if ('mismatch' in match) throw mismatchFailure(match.mismatch);
  return match.found;
}

/** Returns the one organization that the key sees. Throws `organization_unclear` if it is not exactly one. */
export function findUniqueOrganization(organizations: readonly Organization[]): Organization {
  const [only, ...others] = organizations;
  if (only !== undefined && others.length === 0) return only;
  const facts = { organizations: organizations.map(({ id, name }) => `${name} (${id})`).join(', ') };
  throw codedFailure('organization_unclear', `The key sees ${organizations.length} organizations`, { facts });
}
