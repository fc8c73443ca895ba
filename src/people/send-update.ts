import { randomUUID } from 'node:crypto';
import type { UpdateDefinition } from '@temporalio/common';
import { WorkflowNotFoundError } from '@temporalio/client';
import { ProblemError } from '../contract/api/problems.ts';
import { scimRejections } from '../contract/scim/messages.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import { refusalOf, startUpdate } from '../onboardings/start-update.ts';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { PeopleError } from './people-error.ts';
import { again } from './try-again.ts';

/** A deletion waits until every group of the user knows. */
const resultTimeoutMs = 10_000;

/**
 * Sends an update and returns its result, or `again` if the resource is not the one that was seen any more. Throws
 * `too_large`, `worker_unavailable` and `temporal_unavailable`.
 */
export async function sendUpdate<Result, Input>(
  client: OrganizationClient,
  execution: OwnExecution,
  update: UpdateDefinition<Result, [Input]>,
  input: Input,
): Promise<Result | typeof again> {
  try {
    const started = await startUpdate(client, execution, update, randomUUID(), input);
    return await callTemporal(client, () => started.result(), resultTimeoutMs);
  } catch (error) {
    if (isOver(error)) return again;
    const refusal = refusalOf(error);
    switch (refusal?.type) {
      case scimRejections.version:
      case scimRejections.removed:
      case scimRejections.exists:
      case 'AcceptedUpdateCompletedWorkflow':
        return again;
      case scimRejections.tooLarge:
        throw new PeopleError('too_large', `${refusal.message}.`, { cause: error });
      case undefined:
      default:
        throw error;
    }
  }
}

/** The execution has ended or continued as new meanwhile. */
function isOver(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  return error instanceof ProblemError && ['command_not_possible', 'not_found'].includes(error.code);
}
