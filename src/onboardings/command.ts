import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { CommandRequest } from '../contract/api/command-requests.ts';
import { defined } from '../contract/lib/optional.ts';
import { canonicalEmail } from '../contract/lib/email.ts';
import {
  commandDeferred,
  type CommandInput,
  commandInEffect,
  commandNotPossible,
  commandUpdate,
} from '../contract/temporal/messages.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import type { CommandName } from '../contract/rules/commands.ts';
import { traitsOf } from '../contract/rules/states.ts';
import { updateIdFor } from '../contract/temporal/workflow-ids.ts';
import { refusalOf, startUpdate } from './start-update.ts';
import { findFlow } from './find-person.ts';
import type { Onboardings } from './onboardings.ts';
import { withDeadline } from './call-temporal.ts';

/** How long a caller waits for a command to take effect. */
const effectTimeoutMs = 10_000;

/** How often a command is sent while the workflow continues as new. */
const attempts = 20;
const attemptPauseMs = 250;

export function createCommand(
  client: OrganizationClient,
  { idKey }: { readonly idKey: string },
): Onboardings['command'] {
  return async (id, command, request, caller) => {
    const updateId = updateIdFor(idKey, command, id, command, caller.requestId);
    const input = inputOf(request, caller.name);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const found = await findFlow(client, id);
      const { flowView, record, isNewest, lost, execution } = found;
      if (!isNewest || lost || traitsOf(flowView.state).final === true) {
        // The same call may have ended the onboarding: its response was lost.
        if (record.handledUpdates.some((handled) => handled.id === updateId)) return flowView;
        throw new ProblemError(
          'command_not_possible',
          `The onboarding has ended (${flowView.state}) and takes no more commands.`,
        );
      }
      const outcome = await send(client, execution, command, updateId, input);
      if (outcome.result === 'done') return outcome.view;
      // An accepted command is durable: if it takes longer than the caller can wait, they get the current view.
      if (outcome.result === 'in effect') return (await findFlow(client, id)).flowView;
      await sleep(attemptPauseMs);
    }
    const detail =
      'The workflow of this onboarding is continuing as new. Repeat the command in a few seconds.';
    throw new ProblemError('temporal_unavailable', detail, { retryAfterSeconds: 5 });
  };
}

/** The input of the update. Workflow code cannot compute the canonical form of an email, so it is computed here. */
function inputOf({ reason, policies, address }: CommandRequest, by: string): CommandInput {
  const canonical = address === undefined ? undefined : canonicalEmail(address);
  return { by, ...defined({ reason, policies, address: canonical }) };
}

type Outcome =
  | { readonly result: 'done'; readonly view: OnboardingView }
  /** It takes effect, or has taken effect before. */
  | { readonly result: 'in effect' }
  /** The execution continues as new; the next one takes the command. */
  | { readonly result: 'again' };

async function send(
  client: OrganizationClient,
  execution: OwnExecution,
  command: CommandName,
  updateId: string,
  input: CommandInput,
): Promise<Outcome> {
  const update = await startUpdate(client, execution, commandUpdate(command), updateId, input);
  try {
    return { result: 'done', view: await withDeadline(client, effectTimeoutMs, () => update.result()) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined || refusal.type === commandInEffect) return { result: 'in effect' };
    if (refusal.type === commandDeferred) return { result: 'again' };
    if (refusal.type !== commandNotPossible) throw error;
    throw new ProblemError('command_not_possible', refusal.message, { cause: error });
  }
}
