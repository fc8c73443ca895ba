import { ApplicationFailure, currentUpdateInfo } from '@temporalio/workflow';
import { commandDeferred, commandInEffect, commandNotPossible } from '../../contract/temporal/messages.ts';
import type { Command, Flow, FlowTypes } from './flow.ts';

/**
 * Rejects a command that is in effect or in progress already, or that an earlier execution of this workflow has handled.
 * The validator rejects it instead of letting the handler return, because Temporal keeps every accepted update forever
 * and allows ten in progress and two thousand in all.
 */
export function assertNew<Types extends FlowTypes>(
  { cancelCommand }: Pick<Flow<Types>, 'cancelCommand'>,
  { hold, cancellation }: Types['view'],
  command: Command<Types>,
  pending: readonly Command<Types>[],
  handledBefore: ReadonlySet<string>,
): void {
  const { command: name } = command;
  const inEffect =
    (name === 'hold' && hold !== undefined) || (name === cancelCommand && cancellation !== undefined);
  const inProgress = pending.some((other) => contentOf(other) === contentOf(command));
  const handled = handledBefore.has(currentUpdateInfo()?.id ?? '');
  if (inEffect || inProgress || handled) throw rejection(commandInEffect, `${name} is already in effect`);
}

/** Two commands with the same content ask for the same thing, regardless of who asks and why. */
function contentOf<Types extends FlowTypes>({
  by: _by,
  reason: _reason,
  ...content
}: Command<Types>): string {
  return JSON.stringify(Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The failure of a validator that rejects what the state does not allow. */
export function notPossible(message: string): ApplicationFailure {
  return rejection(commandNotPossible, message);
}

/** The failure of a validator that rejects a command for a moment, because the execution is about to continue as new. */
export function deferred(): ApplicationFailure {
  return rejection(commandDeferred, 'the workflow is about to continue as new');
}

export function rejection(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}
