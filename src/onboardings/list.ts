import type { Client } from '@temporalio/client';
import { type OnboardingState, statesOfOnboardings } from '../contract/rules/states.ts';
import { personKeysAttribute, stateAttribute } from '../contract/temporal/search-attributes.ts';
import { taskQueuesFor } from '../contract/temporal/task-queues.ts';
import { emailKeyFor, externalIdKeyFor } from '../contract/temporal/workflow-ids.ts';
import { listPage } from './list-page.ts';
import type { Onboardings } from './onboardings.ts';
import type { OnboardingSettings } from './settings.ts';
import { isPersonMemo, viewOf } from './view.ts';

export type PersonFilter = {
  readonly state?: OnboardingState;
  readonly email?: string;
  readonly externalId?: string;
};

/** Lists the newest onboarding of each person: each has one execution that has not continued as new. */
export function createList(client: Client, settings: OnboardingSettings): Onboardings['list'] {
  return async ({ limit, cursor, ...filter }) => {
    const query = queryFor(filter, settings);
    const { rows, nextCursor } = await listPage(client, query, {
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const items = rows.flatMap((row) => (isPersonMemo(row.memo) ? [viewOf(row.memo, row)] : []));
    return { items, nextCursor };
  };
}

/** Built only from constants and hashes; nothing that a caller sent gets into it. */
export function queryFor(
  { state, email, externalId }: PersonFilter,
  { idKey, organization }: OnboardingSettings,
): string {
  const conditions = [`TaskQueue = '${taskQueuesFor(organization).onboarding}'`, statesFor(state)];
  const keys = [
    ...(email === undefined ? [] : [emailKeyFor(idKey, organization, email)]),
    ...(externalId === undefined ? [] : [externalIdKeyFor(idKey, organization, externalId)]),
  ];
  for (const key of keys) conditions.push(`${personKeysAttribute.name} = '${key}'`);
  return conditions.map((condition) => `(${condition})`).join(' AND ');
}

function statesFor(state: OnboardingState | undefined): string {
  const inState = (states: readonly string[]) =>
    `${stateAttribute.name} IN (${states.map((one) => `'${one}'`).join(', ')})`;
  if (state === undefined) return `${inState(statesOfOnboardings)} AND ExecutionStatus != 'ContinuedAsNew'`;
  const open = `${inState([state])} AND ExecutionStatus IN ('Running', 'Paused')`;
  // An onboarding that was ended from outside could not record that it is cancelled.
  const ended = `${inState(statesOfOnboardings)} AND ExecutionStatus IN ('Canceled', 'Terminated', 'Failed', 'TimedOut')`;
  return state === 'cancelled' ? `(${open}) OR (${ended})` : open;
}
