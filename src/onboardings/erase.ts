import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { ProblemError } from '../contract/api/problems.ts';
import { traitsOf } from '../contract/rules/states.ts';
import { eraseUpdate } from '../contract/temporal/messages.ts';
import { callTemporal } from './call-temporal.ts';
import { findPerson } from './find-person.ts';
import { listPage } from './list-page.ts';
import type { Onboardings } from './onboardings.ts';
import { recordLost } from './start.ts';
import { rethrowUnlessStale } from './send-request.ts';
import { startUpdate } from './start-update.ts';

/** Temporal deletes in the background, and the visibility store is a moment behind. */
const rounds = 40;
const roundPauseMs = 250;

/**
 * Erases a person: first the register forgets them, then their closed executions and the deliveries of their events are
 * deleted. A repetition continues where an earlier call stopped. Throws `erase_not_possible` while a flow is in progress.
 */
export function createErase(client: Client): Onboardings['erase'] {
  return async (personId) => {
    const person = await findPerson(client, personId);
    if (person.erasedAt === undefined) {
      const { view, flow, lost } = person;
      if (lost) throw recordLost(person);
      if (traitsOf(view.state).final !== true) {
        throw new ProblemError(
          'erase_not_possible',
          `The onboarding ${view.id} of this person is in state ${view.state}. Erase the person once it has ended.`,
        );
      }
      await forget(client, personId, flow);
    }
    for (let round = 1; round <= rounds; round++) {
      const left = await deleteHistories(client, personId);
      if (left === 0) return;
      await sleep(roundPauseMs);
    }
    const detail =
      'The person is erased, and Temporal is still deleting the histories. Repeat the request to be sure.';
    throw new ProblemError('temporal_unavailable', detail, { retryAfterSeconds: 10 });
  };
}

async function forget(client: Client, personId: string, seenFlow: number): Promise<void> {
  try {
    const update = await startUpdate(client, personId, eraseUpdate, randomUUID(), { seenFlow });
    await callTemporal(client, () => update.result());
  } catch (error) {
    rethrowUnlessStale(error);
    const detail = 'Another request for this person is being served. Retry in a second.';
    throw new ProblemError('erase_not_possible', detail, { retryAfterSeconds: 1 });
  }
}

/** Returns how many executions are still listed. */
async function deleteHistories(client: Client, personId: string): Promise<number> {
  const events = personId.replace(/^person-/, 'event-');
  const query = `(WorkflowId = '${personId}' AND ExecutionStatus != 'Running') OR WorkflowId STARTS_WITH '${events}-'`;
  const { rows } = await listPage(client, query, { limit: 100 });
  const { namespace } = client.options;
  for (const { workflowId, runId } of rows) {
    await callTemporal(client, () =>
      client.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId, runId },
      }),
    );
  }
  return rows.length;
}
