import { ApplicationFailure, currentUpdateInfo } from '@temporalio/workflow';
import { commandInEffect, commandNotPossible } from '../../contract/temporal/messages.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { Command } from './command-inbox.ts';

/**
 * Refuses what is asked for a second time: because it is under way, because it is so already, or because the run in
 * whose place this one is has served that very call. Refused here and not answered by the handler, since Temporal
 * keeps every accepted update for ever and allows ten in flight and two thousand in all.
 */
export function assertNew(
  { hold, cancellation }: OnboardingView,
  order: Command,
  pending: readonly Command[],
  inherited: ReadonlySet<string>,
): void {
  const { command } = order;
  const isSo =
    (command === 'hold' && hold !== undefined) || (command === 'cancel' && cancellation !== undefined);
  const isUnderWay = pending.some((other) => content(other) === content(order));
  const wasServed = inherited.has(currentUpdateInfo()?.id ?? '');
  if (isSo || isUnderWay || wasServed) throw refusal(commandInEffect, `${command} is in effect already`);
}

function content({ command, policies, address }: Command): string {
  return JSON.stringify([command, policies, address]);
}

/** Refuses what the state does not allow, and says what it allows. */
export function assertPossible(view: OnboardingView, { command, policies, address }: Command): void {
  const possible = allowedCommands(view);
  if (!possible.includes(command)) {
    const instead =
      possible.length > 0 ? `Possible now: ${possible.join(', ')}.` : 'No command is possible now.';
    throw notPossible(
      `The run is in ${view.state} (step ${view.step}), where ${command} does nothing. ${instead}`,
    );
  }
  if (policies !== undefined && view.step !== 'preflight') {
    throw notPossible(
      `The policies can be changed only before anything was written, and the run is at step ${view.step}. Retry without policies.`,
    );
  }
  const found = view.attention?.code === 'wrong_person' ? view.attention.facts?.accepted : undefined;
  if (command === 'approve-address' && address !== found) {
    throw notPossible(
      `The address that accepted is ${found}, not ${address}. Approve that one, or cancel the run.`,
    );
  }
}

function notPossible(message: string): ApplicationFailure {
  return refusal(commandNotPossible, message);
}

function refusal(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}
