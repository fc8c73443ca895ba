import { randomUUID } from 'node:crypto';
import type { Dialect } from '../dialect.ts';
import { organizationOf } from './access.ts';
import { type Change, type InvitationRow, type MailRow, put, type State } from './rows.ts';

export function isExpired(invitation: InvitationRow, now: number): boolean {
  return invitation.status === 'Pending' && invitation.expiresAt <= now;
}

export function isAlive(invitation: InvitationRow, now: number): boolean {
  return invitation.status === 'Pending' && invitation.expiresAt > now;
}

/**
 * The end of an invitation sent now: a whole second, because the wire carries no finer one and both sides must agree.
 * Of the rules for suffixes the longest that fits decides; without one the dialect's lifetime.
 */
export function endOf(state: State, dialect: Dialect, email: string, now: number): number {
  const fitting = [...state.lifetimes.values()]
    .filter(({ id }) => email.toLowerCase().endsWith(id.toLowerCase()))
    .toSorted((a, b) => b.id.length - a.id.length);
  const lifetimeMs = fitting[0]?.lifetimeMs ?? dialect.invitationLifetimeMs;
  return Math.ceil((now + lifetimeMs) / 1_000) * 1_000;
}

/** The invitation's row together with the mail that goes out for it. */
export function sendMail(state: State, unsent: InvitationRow, sentAt: number, seq: number): Change[] {
  const invitation = { ...unsent, mailsSent: unsent.mailsSent + 1 };
  const mail: MailRow = {
    id: randomUUID(),
    seq,
    invitationId: invitation.id,
    to: invitation.email,
    subject: `You are invited to join ${organizationOf(state).name}`,
    number: invitation.mailsSent,
    sentAt,
    expiresAt: invitation.expiresAt,
  };
  return [put('invitations', invitation), put('mails', mail)];
}

/** Invitations to the address that nobody has accepted, oldest first. */
export function unanswered(state: State, address: string): InvitationRow[] {
  return [...state.invitations.values()].filter(
    (invitation) => invitation.status === 'Pending' && invitation.address === address,
  );
}
