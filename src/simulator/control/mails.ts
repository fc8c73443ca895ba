import { formatInstant } from './format.ts';
import { isExpired } from '../state/invitations.ts';
import type { InvitationRow, MailRow, State } from '../state/rows.ts';

export type MailStatus = 'open' | 'expired' | 'accepted' | 'replaced';

export type Mail = {
  readonly id: string;
  readonly invitationId: string;
  readonly to: string;
  readonly subject: string;
  /** 1 for the invitation itself, one more for each resend. */
  readonly number: number;
  readonly sentAt: string;
  readonly expiresAt: string;
  readonly status: MailStatus;
};

/** The mails that went out, newest first. `replaced` is one that a resend followed, or whose invitation is gone. */
export function mailsIn(state: State, now: number, to?: string): Mail[] {
  const address = to?.toLowerCase();
  return [...state.mails.values()]
    .filter((mail) => address === undefined || mail.to.toLowerCase() === address)
    .toReversed()
    .map((mail) => ({
      id: mail.id,
      invitationId: mail.invitationId,
      to: mail.to,
      subject: mail.subject,
      number: mail.number,
      sentAt: formatInstant(mail.sentAt),
      expiresAt: formatInstant(mail.expiresAt),
      status: statusOf(mail, state.invitations.get(mail.invitationId), now),
    }));
}

function statusOf(mail: MailRow, invitation: InvitationRow | undefined, now: number): MailStatus {
  if (invitation === undefined || invitation.mailsSent > mail.number) return 'replaced';
  if (invitation.status === 'Accepted') return 'accepted';
  return isExpired(invitation, now) ? 'expired' : 'open';
}
