import { randomUUID } from 'node:crypto';
import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { type RehireInput, rehireUpdate } from '../contract/temporal/messages.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { startUpdate } from './start-update.ts';
import type { FoundOnboarding } from './get.ts';
import { callTemporal } from './call-temporal.ts';

/**
 * Has a new run take the place of one that was cancelled and guards its invitation. It is the run itself that
 * continues as the new one, so at no time do two, or none, look after the person. Answers whether it does: not where
 * another hire was faster, or where the old run came to its end. Throws `worker_unavailable`.
 */
export async function requestRehire(
  client: Client,
  guarding: FoundOnboarding,
  hire: RehireInput,
): Promise<boolean> {
  try {
    const update = await startUpdate(client, guarding.view.id, rehireUpdate, randomUUID(), hire);
    await callTemporal(client, () => update.result());
    return true;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return false;
    if (error instanceof ProblemError && error.code === 'command_not_possible') return false;
    throw error;
  }
}
