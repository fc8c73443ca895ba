import type { CommandName } from '../temporal/messages.ts';
import type { AttentionView, OnboardingView } from '../api/onboarding-view.ts';
import type { OnboardingState, Step } from './states.ts';

type CommandContext = Pick<OnboardingView, 'state' | 'step' | 'cancellation' | 'hold'> & {
  readonly attention?: Pick<AttentionView, 'code'> | undefined;
};

/**
 * Steps that a person can take on themselves. Nobody can skip who accepted; without the invitation or the group there
 * is nothing to go on with.
 */
const skippable: ReadonlySet<Step> = new Set(['addMember', 'verifyAccess', 'undoAccess', 'guardInvitation']);

const afterCancel: ReadonlySet<OnboardingState> = new Set(['needs_attention', 'guarding']);

/** Which commands the state of a run allows. */
export function allowedCommands(view: CommandContext): readonly CommandName[] {
  // Given, and not yet come to: the step under way is brought to its end first.
  if (view.cancellation !== undefined && !afterCancel.has(view.state)) return [];
  if (view.hold !== undefined && view.state !== 'on_hold') return ['cancel'];
  switch (view.state) {
    case 'checking':
    case 'inviting':
    case 'preparing_access':
    case 'granting':
    case 'verifying':
      return ['hold', 'cancel'];
    case 'awaiting_acceptance':
      return ['check', 'resend', 'hold', 'cancel'];
    case 'on_hold':
      return ['resume', 'cancel'];
    case 'needs_attention':
      return [...repairCommands(view), ...(view.cancellation === undefined ? (['cancel'] as const) : [])];
    case 'guarding':
      return ['check'];
    case 'cancelling':
    case 'cancelled':
    case 'completed':
      return [];
  }
}

function repairCommands({ step, attention }: CommandContext): readonly CommandName[] {
  if (attention?.code === 'invitation_unanswered') return ['check', 'resend'];
  if (attention?.code === 'wrong_person') return ['approve-address', 'retry'];
  if (step === 'awaitAcceptance') return ['check', 'resend', 'retry'];
  return skippable.has(step) ? ['retry', 'skip'] : ['retry'];
}
