import { setTimeout as sleep } from 'node:timers/promises';
import type { UpdateDefinition } from '@temporalio/common';
import { ProblemError } from '../contract/api/problems.ts';
import { type FlowView, hasEnded, isOffboarding } from '../contract/temporal/flow-view.ts';
import { commandDeferred, commandInEffect, commandNotPossible } from '../contract/temporal/messages.ts';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { withDeadline } from './call-temporal.ts';
import type { FoundFlow } from './find-person.ts';
import { refusalOf, startUpdate } from './start-update.ts';

/** How long a caller waits for a command to take effect. */
const effectTimeoutMs = 10_000;

/** How often a command is sent while the workflow continues as new. */
const attempts = 20;
const attemptPauseMs = 250;

export type CommandToSend<View extends FlowView, Input> = {
  /** Reads the flow that the command is for. */
  readonly find: () => Promise<FoundFlow<View>>;
  readonly update: UpdateDefinition<View, [Input]>;
  /** Calls with the same ID count as one. */
  readonly updateId: string;
  readonly input: Input;
};

/** Sends a command to a flow and returns its view once the command has taken effect. Throws `command_not_possible`. */
export async function sendCommand<View extends FlowView, Input>(
  client: OrganizationClient,
  command: CommandToSend<View, Input>,
): Promise<View> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { flowView, record, isNewest, lost, execution } = await command.find();
    if (!isNewest || lost || hasEnded(flowView)) {
      // The same call may have ended the flow: its response was lost.
      if (record.handledUpdates.some((handled) => handled.id === command.updateId)) return flowView;
      throw new ProblemError(
        'command_not_possible',
        `The ${isOffboarding(flowView) ? 'offboarding' : 'onboarding'} has ended (${flowView.state}) and takes no more commands.`,
      );
    }
    const outcome = await send(client, execution, command);
    if (outcome.result === 'done') return outcome.view;
    // An accepted command is durable: if it takes longer than the caller can wait, they get the current view.
    if (outcome.result === 'in effect') return (await command.find()).flowView;
    await sleep(attemptPauseMs);
  }
  const detail = 'The workflow is continuing as new. Repeat the command in a few seconds.';
  throw new ProblemError('temporal_unavailable', detail, { retryAfterSeconds: 5 });
}

type Outcome<View> =
  | { readonly result: 'done'; readonly view: View }
  /** It takes effect, or has taken effect before. */
  | { readonly result: 'in effect' }
  /** The execution continues as new; the next one takes the command. */
  | { readonly result: 'again' };

async function send<View extends FlowView, Input>(
  client: OrganizationClient,
  execution: OwnExecution,
  { update, updateId, input }: CommandToSend<View, Input>,
): Promise<Outcome<View>> {
  const started = await startUpdate(client, execution, update, updateId, input);
  try {
    return { result: 'done', view: await withDeadline(client, effectTimeoutMs, () => started.result()) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined || refusal.type === commandInEffect) return { result: 'in effect' };
    if (refusal.type === commandDeferred) return { result: 'again' };
    if (refusal.type !== commandNotPossible) throw error;
    throw new ProblemError('command_not_possible', refusal.message, { cause: error });
  }
}
