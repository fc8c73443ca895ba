import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ProblemError } from '../contract/api/problems.ts';
import { type RehireInput, rehireUpdate } from '../contract/temporal/messages.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';
import type { FoundOnboarding } from './get.ts';
import { startUpdate } from './start-update.ts';

/** The guarding onboarding may be in the middle of a look at Vultr. */
const rehireTimeoutMs = 10_000;

/**
 * Rehires the person of a cancelled onboarding that still guards its invitation. The workflow itself continues as the
 * rehire, so exactly one execution is responsible for the person at any time. Returns whether it does: not if another rehire
 * was faster, or if the old onboarding has just ended. Throws `worker_unavailable`.
 */
export async function requestRehire(
  client: OrganizationClient,
  guarding: FoundOnboarding,
  rehire: RehireInput,
): Promise<boolean> {
  try {
    const update = await startUpdate(client, guarding.execution, rehireUpdate, randomUUID(), rehire);
    await callTemporal(client, () => update.result(), rehireTimeoutMs);
    return true;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return false;
    if (error instanceof ProblemError && error.code === 'command_not_possible') return false;
    throw error;
  }
}
