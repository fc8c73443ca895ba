import { createHmac } from 'node:crypto';
import {
  ApplicationFailure,
  type Client,
  type WorkflowUpdateHandle,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { CommandRequest } from '../contract/api/command-requests.ts';
import { canonicalEmail } from '../contract/lib/email.ts';
import {
  type CommandInput,
  commandInEffect,
  commandNotPossible,
  commandUpdate,
} from '../contract/temporal/messages.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { startUpdate } from './start-update.ts';
import { findOnboarding } from './get.ts';
import type { Onboardings } from './onboardings.ts';
import { withDeadline } from './call-temporal.ts';

/** How long a caller waits for the run to have served a command. */
const serveMs = 10_000;

export function createCommand(
  client: Client,
  { idKey }: { readonly idKey: string },
  get: Onboardings['get'],
): Onboardings['command'] {
  return async (id, command, request, caller) => {
    const { open, view } = await findOnboarding(client, id);
    const updateId = updateIdFor(idKey, id, command, caller.requestId);
    if (!open) {
      const earlier = await servedBefore(client, id, updateId);
      if (earlier !== undefined) return earlier;
      throw new ProblemError(
        'command_not_possible',
        `The run has ended (${view.state}): ${command} does nothing.`,
      );
    }
    const input = inputOf(request, caller.name);
    const update = await startUpdate(client, id, commandUpdate(command), updateId, input);
    // Accepted is durable: where the run needs longer than the caller can wait, it shows where it stands.
    return (await served(client, update)) ?? get(id);
  };
}

/** Temporal keeps ids in clear, and a caller's Idempotency-Key may hold anything. */
function updateIdFor(idKey: string, id: string, command: string, requestId: string): string {
  const digest = createHmac('sha256', idKey).update(`${id}\u0000${command}\u0000${requestId}`).digest('hex');
  return `${command}:${digest.slice(0, 32)}`;
}

/** What a run is told. Workflow code cannot bring an address into its canonical form, so that is done here. */
function inputOf({ reason, policies, address }: CommandRequest, by: string): CommandInput {
  return {
    by,
    ...(reason === undefined ? {} : { reason }),
    ...(policies === undefined ? {} : { policies }),
    ...(address === undefined ? {} : { address: canonicalEmail(address) }),
  };
}

/** The answer to the same call when the run was still open: the command may have been what ended it. */
async function servedBefore(
  client: Client,
  id: string,
  updateId: string,
): Promise<OnboardingView | undefined> {
  const update = client.workflow.getHandle(id).getUpdateHandle<OnboardingView>(updateId);
  try {
    return await withDeadline(client, serveMs, () => update.result());
  } catch {
    return undefined;
  }
}

/** The run once it has served the command; `undefined` where that takes longer, or asks for what is so already. */
async function served(
  client: Client,
  update: WorkflowUpdateHandle<OnboardingView>,
): Promise<OnboardingView | undefined> {
  try {
    return await withDeadline(client, serveMs, () => update.result());
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
    const { cause } = error;
    const type = cause instanceof ApplicationFailure ? cause.type : undefined;
    if (type === commandInEffect) return undefined;
    if (type !== commandNotPossible) throw error;
    throw new ProblemError('command_not_possible', cause?.message ?? '', { cause: error });
  }
}
