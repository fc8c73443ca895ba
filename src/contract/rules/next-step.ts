import { formatInstant } from '../lib/format-instant.ts';
import type { OnboardingView } from '../api/onboarding-view.ts';
import { traitsOf } from './states.ts';

/** What happens next, in one or two sentences, for the API and for Temporal's UI. */
export function describeNextStep(view: OnboardingView, maxInvitations = Number.POSITIVE_INFINITY): string {
  const { undoes, cancelInEffect } = traitsOf(view.state);
  const successor = view.offboarding ?? view.supersededBy;
  if (successor !== undefined && view.state !== 'cancelled') {
    return `The attempt in progress finishes first; then ${successor} takes over what the onboarding did.`;
  }
  if (view.cancellation !== undefined && undoes !== true && cancelInEffect !== true) {
    return 'The onboarding was cancelled. The attempt in progress finishes first; then what the onboarding did is undone.';
  }
  if (view.hold !== undefined && view.state !== 'on_hold') {
    return 'A hold was requested. The attempt in progress finishes first; then the onboarding pauses.';
  }
  switch (view.state) {
    case 'scheduled':
      return `The onboarding begins ${view.notBefore === undefined ? 'at the scheduled time' : `at ${formatInstant(view.notBefore)}`}. Until then it reads and sends nothing.`;
    case 'checking':
      return 'The names of the group and the policies are checked; then the invitation is sent.';
    case 'inviting':
      return `The invitation to ${view.email} is sent, or a pending one is adopted.`;
    case 'preparing_access':
      return 'The group is created and the policies are attached to it. An invitation that was sent stays valid meanwhile.';
    case 'awaiting_acceptance':
      return describeWaiting(view, maxInvitations);
    case 'granting':
      return 'The service checks that the right person accepted, then adds them to the group.';
    case 'verifying':
      return 'The access is read back from Vultr until every check passes.';
    case 'leaving_groups':
      return view.step === 'passBrake'
        ? 'The new access is verified. The groups to leave are looked up; if there are any, the brake is asked before the person leaves them.'
        : 'The person leaves the old groups; then the service reads back that only the new access remains.';
    case 'completed':
      return view.skipped?.some(({ step }) => step === 'verifyAccess') === true
        ? 'Nothing: an operator confirmed the access; the service did not verify it.'
        : 'Nothing: the person has verified access.';
    case 'needs_attention':
      return `An operator must act. ${view.attention?.remedy ?? 'See `attention`.'}`;
    case 'cancelled':
      return describeCancelled(view);
    case 'erased':
      return 'Nothing: the person was erased. Only a request with "rehire": true onboards them again.';
    case 'on_hold':
      return 'The onboarding reads, sends and writes nothing until it is resumed; then it looks first. A hold does not extend an invitation: Vultr sets its expiry.';
    case 'cancelling':
      return 'What the onboarding did is undone; then a pending invitation is guarded until it is dead.';
    case 'guarding':
      return `${describeGuarding(view)} The person can be hired again at any time.`;
  }
}

function describeWaiting({ invitation }: OnboardingView, maxInvitations: number): string {
  const waits = 'The onboarding waits for the acceptance.';
  if (invitation === undefined) return waits;
  const end = formatInstant(invitation.expiresAt);
  return invitation.number < maxInvitations
    ? `${waits} The invitation expires at ${end}; after one last look it is resent.`
    : `${waits} The last invitation expires at ${end}; after that an operator must decide.`;
}

function describeGuarding({ invitation }: OnboardingView): string {
  const end = invitation === undefined ? '' : ` (${formatInstant(invitation.expiresAt)})`;
  return `Vultr cannot revoke an invitation, so the onboarding guards it until it is dead${end} and removes anyone who accepts it.`;
}

function describeCancelled(view: OnboardingView): string {
  const { invitation, offboarding, supersededBy, skipped = [] } = view;
  if (supersededBy !== undefined) {
    return `Nothing: the onboarding ${supersededBy} has superseded this one and taken over what it did.`;
  }
  if (offboarding !== undefined) {
    return `Nothing: the person leaves. The offboarding ${offboarding} has taken over what this onboarding did.`;
  }
  if (skipped.some(({ step }) => step === 'undoAccess' || step === 'guardInvitation')) {
    return 'Nothing: the onboarding was cancelled. An operator confirmed that nothing is left to undo or to guard; the service did not verify it.';
  }
  return invitation?.status === 'pending'
    ? `Nothing: the onboarding was cancelled. The invitation was not sent by this onboarding and stays valid until ${formatInstant(invitation.expiresAt)}.`
    : 'Nothing: the onboarding was cancelled and can no longer let anyone in.';
}
