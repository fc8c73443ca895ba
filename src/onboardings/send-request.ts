import { randomUUID } from 'node:crypto';
import type { UpdateDefinition } from '@temporalio/common';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { ProblemError } from '../contract/api/problems.ts';
import {
  type AmendInput,
  amendUpdate,
  commandNotPossible,
  type FlowRequest,
  staleRequest,
} from '../contract/temporal/messages.ts';
import { callTemporal } from './call-temporal.ts';
import { updateIdFor } from '../contract/temporal/workflow-ids.ts';
import { refusalOf, startUpdate } from './start-update.ts';

/** An onboarding may be in the middle of a look at Vultr, or of a step that an order interrupts. */
const requestTimeoutMs = 10_000;

/**
 * Asks for the next flow of a known person. Returns once the workflow continues as that flow; `false` if the newest flow is
 * not the one that was seen, so that the caller looks again. Throws `worker_unavailable`, and `command_not_possible` with the
 * workflow's own words.
 */
export async function requestNextFlow<Request>(
  client: OrganizationClient,
  execution: OwnExecution,
  update: UpdateDefinition<string, [Request]>,
  updateId: string,
  request: Request,
): Promise<boolean> {
  try {
    const started = await startUpdate(client, execution, update, updateId, request);
    await callTemporal(client, () => started.result(), requestTimeoutMs);
    return true;
  } catch (error) {
    return rethrowUnlessStale(error);
  }
}

/**
 * A caller who repeats a request after a timeout waits for the same update, until the state of the person changes: then a
 * request may be possible that was refused before.
 */
export function requestUpdateId(idKey: string, seenSince: string, { seenFlow, origin }: FlowRequest): string {
  const { content, idempotencyKey = '' } = origin;
  return updateIdFor(idKey, 'request', String(seenFlow), seenSince, content, idempotencyKey);
}

/** Changes details of the newest flow. Returns it, or `undefined` if it is not the newest any more. */
export async function amend(
  client: OrganizationClient,
  execution: OwnExecution,
  input: AmendInput,
): Promise<OnboardingView | undefined> {
  try {
    const update = await startUpdate(client, execution, amendUpdate, randomUUID(), input);
    return await callTemporal(client, () => update.result());
  } catch (error) {
    rethrowUnlessStale(error);
    return undefined;
  }
}

/** Returns `false` if the caller has to look again. */
export function rethrowUnlessStale(error: unknown): false {
  // The execution has just continued as new.
  if (error instanceof ProblemError && error.code === 'command_not_possible') return false;
  const refusal = refusalOf(error);
  if (refusal?.type === commandNotPossible) throw new ProblemError('command_not_possible', refusal.message);
  if (refusal?.type === staleRequest || refusal?.type === 'AcceptedUpdateCompletedWorkflow') return false;
  throw error;
}
