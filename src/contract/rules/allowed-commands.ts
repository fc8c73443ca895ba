import type { CommandName } from './commands.ts';
import type { AttentionView, OnboardingView } from '../api/onboarding-view.ts';
import { isLeaving, type Step, traitsOf } from './states.ts';

type CommandContext = Pick<OnboardingView, 'state' | 'step' | 'cancellation' | 'hold'> & {
  readonly attention?: Pick<AttentionView, 'code'> | undefined;
};

/**
 * Steps that an operator can skip. `confirmPerson` cannot be skipped, and without the invitation or the group there is
 * nothing to continue with.
 */
const skippable: ReadonlySet<Step> = new Set([
  'addMember',
  'verifyAccess',
  'leaveGroups',
  'verifyLeft',
  'undoAccess',
  'guardInvitation',
]);

/** The commands that an onboarding takes in its state. */
export function allowedCommands(view: CommandContext): readonly CommandName[] {
  const { state, step, cancellation, hold } = view;
  const { cancelInEffect } = traitsOf(state);
  const commands = isLeaving(step) && traitsOf(state).final !== true ? [] : traitsOf(state).commands;
  // A cancellation or a hold that has not arrived yet: the attempt in progress finishes first.
  if (cancellation !== undefined && cancelInEffect !== true) return [];
  if (hold !== undefined && state !== 'on_hold') return ['cancel'];
  if (state !== 'needs_attention') return commands;
  return [...repairCommands(view), ...(cancellation === undefined ? commands : [])];
}

function repairCommands({ step, attention }: CommandContext): readonly CommandName[] {
  // An operator tells the brake to release or refuse it.
  if (attention?.code === 'brake_on') return [];
  if (attention?.code === 'invitation_unanswered') return ['check', 'resend'];
  if (attention?.code === 'wrong_person') return ['approve-address', 'retry'];
  if (step === 'awaitAcceptance') return ['check', 'resend', 'retry'];
  return skippable.has(step) ? ['retry', 'skip'] : ['retry'];
}
