import { isExpired } from '../state/invitations.ts';
import type { InvitationEmailRow, InvitationRow, State } from '../state/rows.ts';
import { formatInstant } from './format.ts';

export type EmailStatus = 'open' | 'expired' | 'accepted' | 'replaced';

/** An invitation email as `GET /__sim/mail` returns it. */
export type InvitationEmail = {
  readonly id: string;
  readonly invitationId: string;
  readonly to: string;
  readonly subject: string;
  /** 1 for the first email, then one more for each resend. */
  readonly number: number;
  readonly sentAt: string;
  readonly expiresAt: string;
  readonly status: EmailStatus;
};

/**
 * Lists the sent emails, newest first. One is `replaced` if a resend followed it or its invitation no longer exists.
 */
export function listInvitationEmails(state: State, now: number, to?: string): InvitationEmail[] {
  const recipient = to?.toLowerCase();
  return [...state.invitationEmails.values()]
    .filter((row) => recipient === undefined || row.to.toLowerCase() === recipient)
    .toReversed()
    .map((row) => ({
      id: row.id,
      invitationId: row.invitationId,
      to: row.to,
      subject: row.subject,
      number: row.number,
      sentAt: formatInstant(row.sentAt),
      expiresAt: formatInstant(row.expiresAt),
      status: statusOf(row, state.invitations.get(row.invitationId), now),
    }));
}

function statusOf(row: InvitationEmailRow, invitation: InvitationRow | undefined, now: number): EmailStatus {
  if (invitation === undefined || invitation.emailsSent > row.number) return 'replaced';
  if (invitation.status === 'Accepted') return 'accepted';
  return isExpired(invitation, now) ? 'expired' : 'open';
}
