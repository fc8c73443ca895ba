import type { RunCommand } from '../temporal/messages.ts';
import type { AttentionView, RunView } from '../api/onboarding-view.ts';
import type { RunState, Step } from './states.ts';

type Standing = Pick<RunView, 'state' | 'step' | 'cancellation' | 'hold'> & {
  readonly attention?: Pick<AttentionView, 'code'> | undefined;
};

/**
 * Steps that a person can take on themselves. Nobody can skip who accepted; without the invitation or the group there
 * is nothing to go on with.
 */
const skippable: ReadonlySet<Step> = new Set(['addMember', 'verifyAccess', 'undoAccess', 'guardInvitation']);

const afterCancel: ReadonlySet<RunState> = new Set(['needs_attention', 'guarding']);

/** Which commands the state of a run allows. */
export function possibleCommands(view: Standing): readonly RunCommand[] {
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
      return [...whatHelps(view), ...(view.cancellation === undefined ? (['cancel'] as const) : [])];
    case 'guarding':
      return ['check'];
    case 'cancelling':
    case 'cancelled':
    case 'completed':
      return [];
  }
}

function whatHelps({ step, attention }: Standing): readonly RunCommand[] {
  if (attention?.code === 'invitation_unanswered') return ['check', 'resend'];
  if (attention?.code === 'wrong_person') return ['approve-address', 'retry'];
  if (step === 'awaitAcceptance') return ['check', 'resend', 'retry'];
  return skippable.has(step) ? ['retry', 'skip'] : ['retry'];
}
