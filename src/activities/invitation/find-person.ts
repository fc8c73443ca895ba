import { hasId } from '../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import type { Invitation, User } from '../../vultr/types.ts';
import { findUniqueUser } from '../support/find-unique.ts';
import type { VultrSession } from '../support/session.ts';

/** What the organization knows of an email. */
export type PersonLookup = {
  readonly member: User | undefined;
  /** Pending invitations to the email, the one that expires last first. */
  readonly pending: readonly Invitation[];
};

/** `accounts`: the IDs of users who are the person, whatever their email. */
export async function findPerson(
  vultr: VultrSession,
  email: string,
  accounts: readonly string[] = [],
): Promise<PersonLookup> {
  const users = await vultr.users.list();
  const invitations = await vultr.invitations.list();
  return matchPerson(users, invitations, email, accounts);
}

export function matchPerson(
  users: readonly User[],
  invitations: readonly Invitation[],
  email: string,
  accounts: readonly string[] = [],
): PersonLookup {
  const known = users.filter(({ id }) => hasId(accounts, id));
  return {
    // A pending row among the users is an invitation under another name, not a member.
    member: [findUniqueUser(users, email), ...known].find((user) => user?.activity === 'active'),
    pending: invitations
      .filter((invitation) => invitation.status === 'pending' && sameEmail(invitation.email, email))
      .toSorted((a, b) => (b.expiresAt ?? 0) - (a.expiresAt ?? 0)),
  };
}
