import { randomUUID } from 'node:crypto';
import type { Dialect } from '../dialect.ts';
import { organizationOf } from './access.ts';
import { type Change, type InvitationEmailRow, type InvitationRow, put, type State } from './rows.ts';

export function isExpired(invitation: InvitationRow, now: number): boolean {
  return invitation.status === 'Pending' && invitation.expiresAt <= now;
}

export function isOpen(invitation: InvitationRow, now: number): boolean {
  return invitation.status === 'Pending' && invitation.expiresAt > now;
}

/**
 * Returns when an invitation that is sent now expires: at a whole second, because the wire format has nothing finer and
 * both sides must agree. The longest matching suffix rule decides; without one, the dialect does.
 */
export function expiryOf(state: State, dialect: Dialect, email: string, now: number): number {
  const matching = [...state.lifetimes.values()]
    .filter(({ id }) => email.toLowerCase().endsWith(id.toLowerCase()))
    .toSorted((a, b) => b.id.length - a.id.length);
  const lifetimeMs = matching[0]?.lifetimeMs ?? dialect.invitationLifetimeMs;
  return Math.ceil((now + lifetimeMs) / 1_000) * 1_000;
}

/** Returns the changes that send an invitation email: the invitation with its new count, and the email. */
export function sendEmail(state: State, unsent: InvitationRow, sentAt: number, seq: number): Change[] {
  const invitation = { ...unsent, emailsSent: unsent.emailsSent + 1 };
  const email: InvitationEmailRow = {
    id: randomUUID(),
    seq,
    invitationId: invitation.id,
    to: invitation.email,
    subject: `You are invited to join ${organizationOf(state).name}`,
    number: invitation.emailsSent,
    sentAt,
    expiresAt: invitation.expiresAt,
  };
  return [put('invitations', invitation), put('invitationEmails', email)];
}

/** Invitations to the email that have not been accepted, oldest first. Expired ones are included. */
export function notAccepted(state: State, normalizedEmail: string): InvitationRow[] {
  return [...state.invitations.values()].filter(
    (invitation) => invitation.status === 'Pending' && invitation.normalizedEmail === normalizedEmail,
  );
}
