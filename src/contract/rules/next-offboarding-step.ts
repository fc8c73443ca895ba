import { formatDuration } from '../lib/duration.ts';
import { formatInstant } from '../lib/format-instant.ts';
import type { OffboardingView } from '../api/offboarding-view.ts';
import { offboardingTraitsOf } from './offboarding-states.ts';

/** What happens next, in one or two sentences, for the API and for Temporal's UI. */
export function describeNextOffboardingStep(view: OffboardingView): string {
  const { state, step, cancellation, hold } = view;
  if (cancellation !== undefined && offboardingTraitsOf(state).cancelInEffect !== true) {
    return 'The departure was called off. The attempt in progress finishes first; then what was taken is given back.';
  }
  if (hold !== undefined && state !== 'on_hold') {
    return 'A hold was requested. The attempt in progress finishes first; then the offboarding pauses.';
  }
  switch (state) {
    case 'scheduled':
      return `The departure begins ${view.effectiveAt === undefined ? 'at the scheduled time' : `at ${formatInstant(view.effectiveAt)}`}. Until then nothing is read or taken.`;
    case 'surveying':
      return step === 'passBrake'
        ? 'The brake counts the departures of the organization. Unless there are too many, it lets this one go.'
        : 'The service reads what the person has and whether they may be removed. Nothing has been taken yet.';
    case 'suspending':
      return 'The user is suspended and their API access closed; both are read back.';
    case 'suspended':
      return `${describeCutOff(view)} ${describeGrace(view)}`;
    case 'removing':
      return 'API keys, groups, policies and roles are taken away; then the user is removed from the organization.';
    case 'verifying':
      return 'The service reads from Vultr until nothing shows the person any more.';
    case 'guarding':
      return `Vultr cannot revoke an invitation, so the offboarding guards it until it is dead${guardedUntil(view)} and removes anyone who accepts it.`;
    case 'left':
      return describeLeft(view);
    case 'on_hold':
      return 'The offboarding reads and writes nothing until it is resumed. A hold does not extend the grace period.';
    case 'needs_attention':
      return `An operator must act. ${view.attention?.remedy ?? 'See `attention`.'}`;
    case 'reinstating':
      return 'The suspension is lifted and API access given back, as far as the person had them.';
    case 'reinstated':
      if (view.supersededBy !== undefined)
        return `Nothing: the offboarding ${view.supersededBy} has taken the place of this one.`;
      return view.onboarding === undefined
        ? 'Nothing: the departure was called off, and the person has what they had before.'
        : `Nothing: the departure was called off. The onboarding that it had interrupted goes on as ${view.onboarding}.`;
  }
}

function describeCutOff({ skipped = [] }: OffboardingView): string {
  const uncertain = skipped.filter((one) => one.step === 'suspendUser' || one.step === 'closeApi');
  return uncertain.length === 0
    ? 'The person is cut off and can be reinstated.'
    : `The person can be reinstated. An operator skipped ${uncertain.map(({ step }) => step).join(' and ')}, so they may still have access.`;
}

function describeGrace({ graceEndsAt, removeNow, graceMs }: OffboardingView): string {
  if (removeNow !== undefined) return 'An operator ended the grace period: the person is removed now.';
  const end =
    graceEndsAt === undefined ? `after ${formatDuration(graceMs)}` : `at ${formatInstant(graceEndsAt)}`;
  return `The grace period ends ${end}; then the person is removed.`;
}

function guardedUntil({ invitation }: OffboardingView): string {
  return invitation === undefined ? '' : ` (${formatInstant(invitation.expiresAt)})`;
}

function describeLeft({ skipped = [] }: OffboardingView): string {
  const unproven = skipped.filter(({ step }) => step === 'verifyGone' || step === 'guardInvitations');
  return unproven.length === 0
    ? 'Nothing: the person has left, and no invitation to them can still be accepted.'
    : `Nothing: the person has left. An operator skipped ${unproven.map(({ step }) => step).join(' and ')}, so the service did not prove all of it.`;
}
