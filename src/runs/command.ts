import {
  ApplicationFailure,
  type Client,
  type WorkflowUpdateHandle,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { commandNotPossible } from '../contract/messages.ts';
import { ProblemError } from '../contract/problems.ts';
import type { RunView } from '../contract/run-view.ts';
import { findRun } from './get.ts';
import type { Runs } from './runs.ts';
import { callTemporal, isTemporalAway, within } from './temporal-errors.ts';

/** How long a caller waits for a worker to take a command, and then for the run to have served it. */
const acceptMs = 4_000;
const serveMs = 10_000;

export function createCommand(client: Client, get: Runs['get']): Runs['command'] {
  return async (id, command, caller) => {
    const { open, view } = await findRun(client, id);
    if (!open) {
      throw new ProblemError(
        'command_not_possible',
        `The run has ended (${view.state}): ${command} does nothing.`,
      );
    }
    const update = await accept(client, id, command, caller);
    // Accepted is durable: where the run needs longer than the caller can wait, it shows where it stands.
    return (await served(client, update)) ?? get(id);
  };
}

async function accept(
  client: Client,
  id: string,
  command: string,
  caller: { readonly name: string; readonly requestId: string },
): Promise<WorkflowUpdateHandle<RunView>> {
  const handle = client.workflow.getHandle(id);
  try {
    return await within(client, acceptMs, () =>
      handle.startUpdate<RunView, [{ by: string }]>(command, {
        args: [{ by: caller.name }],
        updateId: `${command}:${caller.requestId}`,
        waitForStage: 'ACCEPTED',
      }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) throw refusal(error);
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isTemporalAway(error)) {
      // A reachable Temporal means that it is the worker who did not answer.
      await callTemporal(client, () => client.workflowService.getSystemInfo({}));
      throw new ProblemError(
        'worker_unavailable',
        'The command was not taken: no worker answered. Start a worker, then repeat it.',
        { retryAfterSeconds: 10, cause: error },
      );
    }
    throw error;
  }
}

async function served(client: Client, update: WorkflowUpdateHandle<RunView>): Promise<RunView | undefined> {
  try {
    return await within(client, serveMs, () => update.result());
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) throw refusal(error);
    return undefined;
  }
}

function refusal(error: WorkflowUpdateFailedError): unknown {
  const { cause } = error;
  if (cause instanceof ApplicationFailure && cause.type === commandNotPossible) {
    return new ProblemError('command_not_possible', cause.message, { cause: error });
  }
  return error;
}
