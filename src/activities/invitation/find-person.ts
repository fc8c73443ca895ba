import { hasId } from '../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import type { Invitation, User } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { findUniqueUser } from '../support/find-unique.ts';
import type { VultrSession } from '../support/session.ts';

/** What the organization knows of an email. */
export type PersonLookup = {
  readonly member: User | undefined;
  /** Pending invitations to the email, the one that expires last first. */
  readonly pending: readonly Invitation[];
  /** Invitations to the email that Vultr shows as expired, the newest first. */
  readonly expired: readonly Invitation[];
  /** The IDs of all invitations to the email. */
  readonly invitationIds: readonly string[];
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
  const invited = invitations
    .filter((invitation) => sameEmail(invitation.email, email))
    .toSorted((a, b) => (b.expiresAt ?? 0) - (a.expiresAt ?? 0));
  return {
    // A pending row among the users is an invitation under another name, not a member.
    member: [findUniqueUser(users, email), ...known].find((user) => user?.activity === 'active'),
    pending: invited.filter(({ status }) => status === 'pending'),
    // The documentation names no such status, so any text that says so counts.
    expired: invited.filter(({ status, statusText }) => status === 'other' && /expired/i.test(statusText)),
    invitationIds: invited.map(({ id }) => id),
  };
}

/**
 * Throws `person_not_active` if the person is a user who is suspended or closed: an invitation would be refused, or
 * would lead to an account without access.
 */
export function assertNotInactive(users: readonly User[], email: string): void {
  const user = findUniqueUser(users, email);
  if (user === undefined || user.activity !== 'inactive' || user.pending) return;
  const message = `The person is a user of the organization already, with the status ${user.statusText}`;
  const facts = { userId: user.id, status: user.statusText };
  throw codedFailure('person_not_active', message, { facts }, { final: true });
}
