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

export async function findPerson(vultr: VultrSession, email: string): Promise<PersonLookup> {
  const users = await vultr.users.list();
  const invitations = await vultr.invitations.list();
  return matchPerson(users, invitations, email);
}

export function matchPerson(
  users: readonly User[],
  invitations: readonly Invitation[],
  email: string,
): PersonLookup {
  const user = findUniqueUser(users, email);
  return {
    // A pending row among the users is an invitation under another name, not a member.
    member: user?.activity === 'active' ? user : undefined,
    pending: invitations
      .filter((invitation) => invitation.status === 'pending' && sameEmail(invitation.email, email))
      .toSorted((a, b) => (b.expiresAt ?? 0) - (a.expiresAt ?? 0)),
  };
}
