import type { Mail } from './case-vultr.ts';

/** There is a reason for the first mail, and for one more whenever the window before has ended unanswered. */
export function hasReason(mail: Mail, index: number, mails: readonly Mail[]): boolean {
  const before = mails[index - 1];
  return before === undefined || mail.sentAt >= before.endsAt;
}
