import { hasId, sameId } from '../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import type { LeaverInput, Listing } from '../../contract/temporal/offboarding.ts';
import type { User } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import type { VultrSession } from '../support/session.ts';

/** A user of the organization, and whether Vultr lists them as suspended. */
export type Leaver = { readonly user: User; readonly suspended: boolean };

/**
 * Finds the one user who has one of the addresses or is a known account. Some dialects list a suspended user only among
 * the suspended, so both lists count. Throws `person_ambiguous` if there are several, rather than guess.
 */
export function findLeaver(
  users: readonly User[],
  suspendedUsers: readonly User[],
  addresses: readonly string[],
  knownUserIds: readonly string[],
): Leaver | undefined {
  const isMeant = ({ id, email }: User) =>
    hasId(knownUserIds, id) || addresses.some((address) => sameEmail(address, email));
  const listed = users.filter((user) => !user.pending && isMeant(user));
  const onlySuspended = suspendedUsers.filter((user) => isMeant(user) && !contains(listed, user.id));
  const [user, ...others] = [...listed, ...onlySuspended];
  if (user === undefined) return undefined;
  if (others.length > 0) {
    const ids = [user, ...others].map(({ id }) => id);
    throw codedFailure('person_ambiguous', `${ids.length} users of the organization may be the person`, {
      facts: { userIds: ids.join(', ') },
    });
  }
  return { user, suspended: contains(suspendedUsers, user.id) };
}

/** Reads where the user stands now, from the lists of users and of suspended users. */
export async function lookAtLeaver(
  vultr: VultrSession,
  { organizationId, person }: LeaverInput,
): Promise<Leaver | undefined> {
  const users = await vultr.users.list();
  const suspendedUsers = await vultr.organizations.suspendedUsers(organizationId);
  return findLeaver(users, suspendedUsers, [], [person.userId]);
}

/** Returns which list shows the user, `undefined` if none does. One request, unless the user is not in the usual list. */
export async function findListing(vultr: VultrSession, input: LeaverInput): Promise<Listing | undefined> {
  for (const listing of ['users', 'suspended-users'] as const) {
    if (await isListed(vultr, input, listing)) return listing;
  }
  return undefined;
}

/** Returns whether a list shows the user. Someone who was invited again shows as a pending row, which does not count. */
export async function isListed(
  vultr: VultrSession,
  { organizationId, person }: LeaverInput,
  listing: Listing,
): Promise<boolean> {
  const rows =
    listing === 'users'
      ? (await vultr.users.list()).filter(({ pending }) => !pending)
      : await vultr.organizations.suspendedUsers(organizationId);
  return contains(rows, person.userId);
}

export function contains(rows: readonly { readonly id: string }[], id: string): boolean {
  return rows.some((row) => sameId(row.id, id));
}
