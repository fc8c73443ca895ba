import type { OffboardingView } from '../api/offboarding-view.ts';
import type { FailureCode } from './failures.ts';
import type { OffboardingCommandName } from './offboarding-commands.ts';
import { isReversible, type OffboardingStep, offboardingTraitsOf } from './offboarding-states.ts';

type CommandContext = Pick<OffboardingView, 'state' | 'step' | 'cancellation' | 'hold'> & {
  readonly attention?: { readonly code: FailureCode } | undefined;
};

/** Steps that an operator can skip. The survey, the brake and the removal itself cannot be skipped. */
const skippable: ReadonlySet<OffboardingStep> = new Set([
  'suspendUser',
  'closeApi',
  'stripUser',
  'verifyGone',
  'guardInvitations',
  'reinstateUser',
]);

/** The commands that an offboarding takes in its state. */
export function allowedOffboardingCommands(view: CommandContext): readonly OffboardingCommandName[] {
  return commandsIn(view).filter((command) => command !== 'reinstate' || isReversible(view.step));
}

function commandsIn(view: CommandContext): readonly OffboardingCommandName[] {
  const { state, cancellation, hold } = view;
  const { commands, cancelInEffect } = offboardingTraitsOf(state);
  // A reinstatement or a hold that has not arrived yet: the attempt in progress finishes first.
  if (cancellation !== undefined && cancelInEffect !== true) return [];
  if (hold !== undefined && state !== 'on_hold') return ['reinstate'];
  if (state !== 'needs_attention') return commands;
  return [...repairCommands(view), ...(cancellation === undefined ? commands : [])];
}

/**
 * What helps against a failure that has commands of its own. No command removes a person whom a guard protects: the cause has
 * to go, or the departure is called off. The brake has commands of its own.
 */
const repairs: Partial<Record<FailureCode, readonly OffboardingCommandName[]>> = {
  protected_person: [],
  service_user: [],
  brake_on: [],
  last_administrator: ['retry'],
  not_brought_in_here: ['retry', 'confirm'],
};

function repairCommands({ step, attention }: CommandContext): readonly OffboardingCommandName[] {
  const own = attention && repairs[attention.code];
  return own ?? (skippable.has(step) ? ['retry', 'skip'] : ['retry']);
}
