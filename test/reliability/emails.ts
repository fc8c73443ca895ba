import type { InvitationEmail } from './case-vultr.ts';

/** Returns whether it is the first email to its address, or was sent after the window of the previous one had ended. */
export function hasReason(
  email: InvitationEmail,
  index: number,
  emails: readonly InvitationEmail[],
): boolean {
  const previous = emails.slice(0, index).findLast(({ to }) => to === email.to);
  return previous === undefined || email.sentAt >= previous.expiresAt;
}

/** Returns a text if there are emails without a reason. A person who has left and is hired again is one: `hiredAgain` of them. */
export function describeSurplus(emails: readonly InvitationEmail[], hiredAgain = 0): string[] {
  const surplus = emails.length - emails.filter(hasReason).length - hiredAgain;
  return surplus > 0 ? [`${surplus} of ${emails.length} emails without a reason`] : [];
}
