import type { OnboardingView } from '../../contract/api/onboarding-view.ts';

/** The time in which one invitation could be accepted. Instants are ISO 8601. */
export type InvitationWindow = {
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly end: 'open' | 'expired' | 'accepted' | 'replaced';
};

/**
 * The invitation windows of an onboarding, the earliest first. The view holds only the newest invitation; the history
 * says when each earlier one was sent, and it ended at the latest when the next one was.
 */
export function invitationWindows(onboarding: OnboardingView, nowMs: number): InvitationWindow[] {
  const { invitation, history, timings } = onboarding;
  if (invitation === undefined) return [];
  const sent = new Map<number, string>();
  for (const { at, message } of history) {
    const number = Number(/^invitation (\d+)(?: sent|:)/.exec(message)?.[1]);
    if (number < invitation.number && !sent.has(number)) sent.set(number, at);
  }
  const newest = invitation.sentAt ?? timings.invitedAt ?? timings.startedAt;
  const starts: (readonly [number, string])[] = [...sent, [invitation.number, newest]];
  return starts.map(([number, from], index) => {
    const next = starts[index + 1];
    if (next !== undefined) return { number, from, to: next[1], end: 'replaced' };
    if (invitation.status === 'accepted')
      return { number, from, to: timings.acceptedAt ?? onboarding.since, end: 'accepted' };
    const hasExpired = invitation.status === 'expired' || Date.parse(invitation.expiresAt) <= nowMs;
    return { number, from, to: invitation.expiresAt, end: hasExpired ? 'expired' : 'open' };
  });
}
