import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { formatMinute } from '../../contract/lib/format-instant.ts';
import { keepReasons } from '../../contract/rules/keep-reasons.ts';
import { commandSentence } from './format.ts';

/** What a cancelled onboarding has undone so far, which users stay, and what is no longer guarded. */
export function summarizeUndo(onboarding: OnboardingView, nowMs: number): string[] {
  const {
    cancellation,
    removals = [],
    kept = [],
    skipped = [],
    state,
    offboarding,
    supersededBy,
  } = onboarding;
  if (offboarding !== undefined) return [`The offboarding ${offboarding} has taken over what it did.`];
  if (supersededBy !== undefined) return [`The onboarding ${supersededBy} has taken over what it did.`];
  // An onboarding that was terminated in Temporal had no time to undo anything.
  if (cancellation === undefined) {
    return ['Nothing that it did was undone.', ...unguardedInvitation(onboarding, nowMs)];
  }
  const unverified = skipped.filter(({ step }) => step in openQuestions);
  const didNothing = removals.length === 0 && kept.length === 0 && unverified.length === 0;
  return [
    ...removals.map(({ email, action, at }) => `${email} was ${action} (${formatMinute(at)}).`),
    ...kept.map(({ email, reason }) => `${email} ${keepReasons[reason]}, so this user stays.`),
    ...unverified.map((skip) =>
      commandSentence(`${openQuestions[skip.step] ?? ''}: ${skip.by} skipped ${skip.step}`, skip),
    ),
    ...(state === 'cancelled' && didNothing ? [nothingToUndo(onboarding)] : []),
    ...(state === 'cancelled' ? ['Groups and the policies attached to them stay as they are.'] : []),
    ...(state === 'cancelled' ? unguardedInvitation(onboarding, nowMs) : []),
  ];
}

/** What may still be the case after a step was skipped. */
const openQuestions: Partial<Record<string, string>> = {
  undoAccess: 'Users who joined through the invitation may still be in the organization',
  guardInvitation: 'The invitation was not guarded until its end',
};

function nothingToUndo({ invitation }: OnboardingView): string {
  return invitation === undefined
    ? 'No invitation had been sent, so there was nothing to undo.'
    : 'The onboarding found no user who had joined through its invitation, and removed none.';
}

/** An invitation that can still be accepted although the onboarding has ended. */
function unguardedInvitation({ invitation, email }: OnboardingView, nowMs: number): string[] {
  if (invitation?.status !== 'pending' || Date.parse(invitation.expiresAt) <= nowMs) return [];
  return [
    `The invitation to ${email} can still be accepted until ${formatMinute(invitation.expiresAt)}, and the service will not remove anyone who accepts it.`,
  ];
}
