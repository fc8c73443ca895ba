import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { formatMinute } from '../../contract/lib/format-instant.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { ago, commandSentence } from './format.ts';
import { summarizeUndo } from './undo-summary.ts';

/** The hold or cancellation that has not taken effect yet, because the attempt in progress finishes first. */
export function pendingStopReasons(onboarding: OnboardingView, nowMs: number): string[] {
  const { state, cancellation, hold } = onboarding;
  if (traitsOf(state).underWay !== true) return [];
  const successor = onboarding.offboarding ?? onboarding.supersededBy;
  if (cancellation !== undefined) {
    return [
      cancellationReason(onboarding, nowMs),
      successor === undefined
        ? 'The attempt in progress finishes first; then what the onboarding did is undone.'
        : `The attempt in progress finishes first; then ${successor} takes over what the onboarding did.`,
    ];
  }
  if (hold === undefined) return [];
  return [
    holdReason(onboarding, nowMs),
    'The attempt in progress finishes first; then the onboarding pauses.',
  ];
}

/** Who cancelled the onboarding, when and why. */
export function cancellationReason({ cancellation }: OnboardingView, nowMs: number): string {
  if (cancellation === undefined) return 'The onboarding was ended in Temporal, not by a command.';
  return commandSentence(
    `${cancellation.by} cancelled the onboarding ${ago(cancellation.at, nowMs)}`,
    cancellation,
  );
}

function holdReason({ hold }: OnboardingView, nowMs: number): string {
  if (hold === undefined) return 'The onboarding was put on hold.';
  return commandSentence(`${hold.by} put the onboarding on hold ${ago(hold.at, nowMs)}`, hold);
}

/** Why an onboarding is in `on_hold`. */
export function onHoldReasons(onboarding: OnboardingView, nowMs: number): string[] {
  const { invitation } = onboarding;
  const paused = [
    holdReason(onboarding, nowMs),
    'The onboarding and all its timers are paused: it reads, sends and writes nothing until it is resumed.',
  ];
  if (invitation?.status !== 'pending') return paused;
  const hasExpired = Date.parse(invitation.expiresAt) <= nowMs;
  return [
    ...paused,
    `The end of the invitation is set by Vultr and does not wait: the invitation ${hasExpired ? 'expired' : 'expires'} at ${formatMinute(invitation.expiresAt)}.`,
    'Once resumed, the onboarding looks first: it finds an acceptance during the hold, and resends the invitation if it has expired.',
  ];
}

/** Why an onboarding is in `guarding`. */
export function guardingReasons(onboarding: OnboardingView, nowMs: number): string[] {
  return [
    cancellationReason(onboarding, nowMs),
    `Vultr cannot revoke an invitation: the one to ${onboarding.email} can be accepted ${untilWhen(onboarding, nowMs)}.`,
    'Until then the onboarding guards it and removes anyone who accepts late from the organization.',
    ...summarizeUndo(onboarding, nowMs),
    'The person can be hired again at any time; the new onboarding takes over the invitation.',
  ];
}

function untilWhen({ invitation }: OnboardingView, nowMs: number): string {
  if (invitation === undefined) return 'until it expires';
  const end = formatMinute(invitation.expiresAt);
  const remainingMs = Date.parse(invitation.expiresAt) - nowMs;
  return remainingMs > 0
    ? `until ${end} (${formatDuration(remainingMs)} from now)`
    : `until ${end}, which has passed: one last look is due, and if this does not change, no worker is running`;
}
