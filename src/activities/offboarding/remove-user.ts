import type { LeaverInput, Listing, Proof, RemoveUserInput } from '../../contract/temporal/offboarding.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';
import { findListing, isListed } from './find-leaver.ts';
import { isFirstAttempt } from './is-first-attempt.ts';

/**
 * Removes the user from the organization, unless they are gone, and reads back that they are. The account survives. A
 * suspended user may be missing from the list of users, so the list of the suspended counts as well. After the removal the
 * list is read that showed the user; that no other does, `verifyGone` proves.
 */
export function createRemoveUser(client: VultrClient) {
  return async function removeUser(input: RemoveUserInput): Promise<Proof> {
    const vultr = createSession(client, input.timings);
    const known = isFirstAttempt() ? input.listing : undefined;
    const listing = known ?? (await findListing(vultr, input));
    if (listing === undefined) return proofOf(input, 'users', 'suspended-users');
    const isGone = async () => ((await isListed(vultr, input, listing)) ? undefined : true);
    const removed = await vultr.organizations.removeUser(input.organizationId, input.person.userId);
    if ((await vultr.lookAfter(removed, isGone)) === true) return proofOf(input, listing);
    if (removed.refusal !== undefined && removed.refusal.kind !== 'not_found')
      throw refusedFailure(removed.refusal);
    throw stillThere(vultr);
  };
}

function stillThere({ timings }: VultrSession): Error {
  const message = 'Vultr confirmed the removal but still shows the person';
  const request = 'DELETE /v2/organizations/{id}/user/{id}';
  return notVisibleYet('still_there', message, { request }, timings);
}

function proofOf({ organizationId }: LeaverInput, ...listings: readonly Listing[]): Proof {
  const requests = {
    users: 'GET /v2/users',
    'suspended-users': `GET /v2/organizations/${organizationId}/suspended-users`,
  };
  const names = {
    users: 'the users of the organization do not contain the person',
    'suspended-users': 'the suspended users of the organization do not contain the person',
  };
  const checks = listings.map((one) => ({ name: names[one], request: requests[one], passed: true }));
  return { checks, warnings: [] };
}
