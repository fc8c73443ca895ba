import { formatInstant } from '../lib/format-instant.ts';
import type { OnboardingView } from '../api/onboarding-view.ts';
import { traitsOf } from './states.ts';

/** What happens next, in one or two sentences, for the API and for Temporal's UI. */
export function describeNextStep(view: OnboardingView, maxInvitations = Number.POSITIVE_INFINITY): string {
  const { invitation } = view;
  const { undoes, settlesCancel } = traitsOf(view.state);
  if (view.cancellation !== undefined && undoes !== true && settlesCancel !== true) {
    return 'The run was cancelled. What is under way is brought to its end; then what the run did is undone.';
  }
  if (view.hold !== undefined && view.state !== 'on_hold') {
    return 'The run is to be held. What is under way is brought to its end; then nothing more happens.';
  }
  switch (view.state) {
    case 'checking':
      return 'The names of group and policies are checked; then the invitation goes out.';
    case 'inviting':
      return `The invitation to ${view.email} is sent, or one that is under way is adopted.`;
    case 'preparing_access':
      return 'The group is made and its policies attached; meanwhile the invitation can be accepted.';
    case 'awaiting_acceptance':
      return invitation === undefined
        ? 'The acceptance is awaited.'
        : invitation.number < maxInvitations
          ? `The acceptance is awaited. At ${formatInstant(invitation.expiresAt)} the invitation expires; after one last look it is sent again.`
          : `The acceptance is awaited. At ${formatInstant(invitation.expiresAt)} the last invitation expires; then a person is asked.`;
    case 'granting':
      return 'It is made sure that the right person accepted; then they are added to the group.';
    case 'verifying':
      return 'The access is read back from Vultr until every reading agrees.';
    case 'completed':
      return view.skipped?.some(({ step }) => step === 'verifyAccess') === true
        ? 'Nothing: an operator took it on themselves that the access is there; it was not proven.'
        : 'Nothing: the person has verified access.';
    case 'needs_attention':
      return `A person is needed: ${view.attention?.remedy ?? 'see the attention'}`;
    case 'cancelled':
      return describeCancelled(view);
    case 'on_hold':
      return 'Nothing is looked at, sent or written until the run is resumed; then it looks first. The end of an invitation is set by Vultr and does not wait.';
    case 'cancelling':
      return 'What the run did is undone; then an invitation that is out is guarded until it is dead.';
    case 'guarding':
      return `Vultr cannot take an invitation back: it is watched until it is dead${invitation === undefined ? '' : ` (${formatInstant(invitation.expiresAt)})`}, and who accepts it is taken out again. The person can be hired again at any time.`;
  }
}

function describeCancelled({ invitation, skipped = [] }: OnboardingView): string {
  if (skipped.some(({ step }) => step === 'undoAccess' || step === 'guardInvitation')) {
    return 'Nothing: the run was cancelled, and an operator took it on themselves that nobody comes in by it, or stays.';
  }
  return invitation?.status === 'pending'
    ? `Nothing: the run was cancelled. The invitation was not this run's and stays valid until ${formatInstant(invitation.expiresAt)}.`
    : 'Nothing: the run was cancelled, and nobody can come in by it any more.';
}
