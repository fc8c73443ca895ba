import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { hasEnded, isOffboarding } from '../contract/temporal/flow-view.ts';
import { eraseUpdate } from '../contract/temporal/messages.ts';
import {
  allOf,
  anyOf,
  hasStatus,
  hasWorkflowId,
  workflowIdStartsWith,
} from '../temporal/visibility-query.ts';
import { callTemporal } from './call-temporal.ts';
import { findPerson, type FoundPerson } from './find-person.ts';
import { listPage } from './list-page.ts';
import type { Onboardings } from './onboardings.ts';
import { recordLost } from './decide-for.ts';
import { rethrowUnlessStale } from './send-request.ts';
import { startUpdate } from './start-update.ts';

/** The visibility store is a moment behind: after this many looks that find nothing more, everything was found. */
const emptyLooks = 3;
const looks = 60;
const lookPauseMs = 250;

/**
 * Erases a person: first the register forgets them, then their closed executions and the deliveries of their events are
 * deleted. A repetition continues where an earlier call stopped. Throws `erase_not_possible` while a flow is in progress.
 */
export function createErase(client: OrganizationClient): Onboardings['erase'] {
  return async (personId) => {
    const person = await findPerson(client, personId);
    if (person.erasedAt === undefined) {
      const { view, lost } = person;
      if (lost) throw recordLost(person);
      if (!hasEnded(view)) {
        throw new ProblemError(
          'erase_not_possible',
          `${isOffboarding(view) ? 'The offboarding' : 'The onboarding'} ${view.id} of this person is in state ${view.state}. Erase the person once it has ended.`,
        );
      }
      await forget(client, person);
    }
    await deleteHistories(client, person);
  };
}

async function forget(client: OrganizationClient, { execution, flow }: FoundPerson): Promise<void> {
  try {
    const update = await startUpdate(client, execution, eraseUpdate, randomUUID(), {
      seenFlow: flow,
    });
    await callTemporal(client, () => update.result());
  } catch (error) {
    rethrowUnlessStale(error);
    const detail = 'Another request for this person is being served. Retry in a second.';
    throw new ProblemError('erase_not_possible', detail, { retryAfterSeconds: 1 });
  }
}

/** Deletes what is closed of the person, until nothing more is listed. The execution that was just erased must be among it. */
async function deleteHistories(
  client: OrganizationClient,
  { personId, erasedAt, execution }: FoundPerson,
): Promise<void> {
  const events = workflowIdStartsWith(`${personId.replace(/^person-/, 'event-')}-`);
  const closed = allOf(hasWorkflowId(personId), hasStatus(...closedStatuses));
  const deleted = new Set<string>();
  let empty = 0;
  for (let look = 1; look <= looks; look++) {
    const { rows } = await listPage(client, anyOf(closed, events), { limit: 200 });
    const found = rows.filter(({ runId }) => !deleted.has(runId));
    for (const row of found) {
      await callTemporal(client, () => client.deleteExecution(row));
      deleted.add(row.runId);
    }
    const isComplete = erasedAt !== undefined || deleted.has(execution.runId);
    empty = isComplete && found.length === 0 ? empty + 1 : 0;
    if (empty === emptyLooks) return;
    await sleep(lookPauseMs);
  }
  const detail =
    'The person is erased, and Temporal does not list all of their histories yet. Repeat the request to delete them.';
  throw new ProblemError('temporal_unavailable', detail, { retryAfterSeconds: 10 });
}

const closedStatuses = [
  'Completed',
  'Failed',
  'Canceled',
  'Terminated',
  'ContinuedAsNew',
  'TimedOut',
] as const;
