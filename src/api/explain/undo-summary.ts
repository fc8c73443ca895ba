import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { keepReasons } from '../../contract/rules/keep-reasons.ts';
import { because, readable } from './format.ts';

/** What a cancelled run has taken back so far, whom it left, and what nobody looks after any more. */
export function summarizeUndo(run: OnboardingView, nowMs: number): string[] {
  const { cancellation, removals = [], kept = [], state, invitation } = run;
  // Who ends a run by force in Temporal leaves it no time to undo anything.
  if (cancellation === undefined) return ['Nothing of what it did was undone.', ...stillOpen(run, nowMs)];
  const skipped = (run.skipped ?? []).filter(({ step }) => step in meanings);
  const nothing = removals.length === 0 && kept.length === 0 && skipped.length === 0;
  return [
    ...removals.map(({ email, action, at }) => `${email} was ${action} (${readable(at)}).`),
    ...kept.map(({ email, reason }) => `${email} stays: ${keepReasons[reason]}.`),
    ...skipped.map(
      ({ step, by, at, reason }) =>
        `${meanings[step] ?? ''}${by} skipped ${step} (${readable(at)})${because(reason)}`,
    ),
    ...(nothing && state === 'cancelled'
      ? [
          invitation === undefined
            ? 'No invitation had gone out, and there was nothing to take back.'
            : 'The run found nobody who had come in by its invitation, and took nobody out.',
        ]
      : []),
    ...(state === 'cancelled' ? ['Groups and the policies attached to them stay as they are.'] : []),
    ...(state === 'cancelled' ? stillOpen(run, nowMs) : []),
  ];
}

const meanings: Partial<Record<string, string>> = {
  undoAccess: 'Who came in by the invitation may still be in the organization: ',
  guardInvitation: 'The invitation was not guarded to its end: ',
};

/** An invitation that can still be accepted, and nobody watches. */
function stillOpen({ invitation, email }: OnboardingView, nowMs: number): string[] {
  if (invitation?.status !== 'pending' || Date.parse(invitation.expiresAt) <= nowMs) return [];
  return [
    `The invitation to ${email} can still be accepted until ${readable(invitation.expiresAt)}, and nobody takes out who accepts it.`,
  ];
}
