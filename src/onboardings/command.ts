import { createHmac } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { type WorkflowUpdateHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import type { CommandName } from '../contract/rules/commands.ts';
import type { CommandRequest } from '../contract/api/command-requests.ts';
import { defined } from '../contract/lib/optional.ts';
import { canonicalEmail } from '../contract/lib/email.ts';
import {
  type CommandInput,
  commandInEffect,
  commandNotPossible,
  commandUpdate,
} from '../contract/temporal/messages.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { startUpdate } from './start-update.ts';
import { findOnboarding } from './get.ts';
import type { Onboardings } from './onboardings.ts';
import { withDeadline } from './call-temporal.ts';

/** How long a caller waits for a command to take effect. */
const effectTimeoutMs = 10_000;

export function createCommand(
  client: OrganizationClient,
  { idKey }: { readonly idKey: string },
  get: Onboardings['get'],
): Onboardings['command'] {
  return async (id, command, request, caller) => {
    const { execution, open, view } = await findOnboarding(client, id);
    const updateId = updateIdFor(idKey, id, command, caller.requestId);
    if (!open) {
      const earlier = await earlierResultOf(client, execution, command, updateId);
      if (earlier !== undefined) return earlier;
      throw new ProblemError(
        'command_not_possible',
        `The onboarding has ended (${view.state}) and takes no more commands.`,
      );
    }
    const input = inputOf(request, caller.name);
    const update = await startUpdate(client, execution, commandUpdate(command), updateId, input);
    // An accepted command is durable: if it takes longer than the caller can wait, they get the current view.
    return (await resultOf(client, update)) ?? get(id);
  };
}

/** Temporal stores IDs in plain text, and a caller's Idempotency-Key may contain anything. */
function updateIdFor(idKey: string, id: string, command: string, requestId: string): string {
  const digest = createHmac('sha256', idKey).update(`${id}\u0000${command}\u0000${requestId}`).digest('hex');
  return `${command}:${digest.slice(0, 32)}`;
}

/** The input of the update. Workflow code cannot compute the canonical form of an email, so it is computed here. */
function inputOf({ reason, policies, address }: CommandRequest, by: string): CommandInput {
  const canonical = address === undefined ? undefined : canonicalEmail(address);
  return { by, ...defined({ reason, policies, address: canonical }) };
}

/** The result of the same call while the onboarding was still open: the command may have ended it. */
async function earlierResultOf(
  client: OrganizationClient,
  execution: OwnExecution,
  command: CommandName,
  updateId: string,
): Promise<OnboardingView | undefined> {
  try {
    return await withDeadline(client, effectTimeoutMs, () =>
      execution.updateResult(commandUpdate(command), updateId),
    );
  } catch {
    return undefined;
  }
}

/** The view once the command has taken effect; `undefined` if that takes longer, or if it was in effect already. */
async function resultOf(
  client: OrganizationClient,
  update: WorkflowUpdateHandle<OnboardingView>,
): Promise<OnboardingView | undefined> {
  try {
    return await withDeadline(client, effectTimeoutMs, () => update.result());
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
    const { cause } = error;
    const type = cause instanceof ApplicationFailure ? cause.type : undefined;
    if (type === commandInEffect) return undefined;
    if (type !== commandNotPossible) throw error;
    throw new ProblemError('command_not_possible', cause?.message ?? '', { cause: error });
  }
}
