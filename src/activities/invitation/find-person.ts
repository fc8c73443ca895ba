import { Context } from '@temporalio/activity';
import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import type { Acceptance, InvitationRecord } from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { Invitation, User, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { reading } from '../support/vultr-calls.ts';

/** The one user with the address. More than one is never resolved by a guess. */
export function findUniqueUser(users: readonly User[], email: string): User | undefined {
  const matches = users.filter((user) => sameEmail(user.email, email));
  if (matches.length > 1) {
    throw codedFailure('person_ambiguous', `${matches.length} users of the organization have the address`, {
      facts: { email: canonicalEmail(email), userIds: matches.map((user) => user.id).join(', ') },
    });
  }
  return matches[0];
}

/** What the organization knows of an address before anything is written. */
export type PersonLookup = {
  readonly member: User | undefined;
  /** Pending ones for the address, the one that lives longest first. */
  readonly pending: readonly Invitation[];
};

export async function findPerson(vultr: VultrClient, email: string, timings: Timings): Promise<PersonLookup> {
  const users = await reading(timings, (signal) => vultr.users.list({ signal }));
  const invitations = await reading(timings, (signal) => vultr.invitations.list({ signal }));
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

/**
 * Now, by Temporal's clock, which the run's timers go by and which a test lets run through three days in a second; or
 * by this machine's, where the attempt lay in the queue since.
 */
export function nowMs(): number {
  return Math.max(Context.current().info.currentAttemptScheduledTimestampMs, Date.now());
}

export function isAlive(invitation: Invitation, timings: Timings): boolean {
  return expiryOf(invitation, timings) > nowMs();
}

/** `expiration_date`; where Vultr leaves it out, the documented lifetime from the creation on, or from now. */
export function expiryOf(invitation: Invitation, timings: Timings): number {
  return invitation.expiresAt ?? (invitation.createdAt ?? nowMs()) + timings.invitationLifetimeMs;
}

export function toInvitationRecord(invitation: Invitation, timings: Timings): InvitationRecord {
  return { id: invitation.id, expiresAt: expiryOf(invitation, timings) };
}

export function toAcceptance(invitation: Invitation): Acceptance {
  return {
    ...(invitation.registeredEmail === undefined ? {} : { registeredEmail: invitation.registeredEmail }),
    ...(invitation.respondedAt === undefined ? {} : { acceptedAt: invitation.respondedAt }),
  };
}
