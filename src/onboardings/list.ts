import { type OnboardingState, statesOfOnboardings } from '../contract/rules/states.ts';
import { personKeysAttribute, stateAttribute } from '../contract/temporal/search-attributes.ts';
import type { Execution } from '../temporal/execution.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, anyOf, type Condition, hasStatus, hasValue, isOpen } from '../temporal/visibility-query.ts';
import { defined } from '../contract/lib/optional.ts';
import { emailKeyFor, externalIdKeyFor } from '../contract/temporal/workflow-ids.ts';
import { listPage } from './list-page.ts';
import { newestExecutions } from './newest-executions.ts';
import type { Onboardings } from './onboardings.ts';
import type { FlowSettings } from './settings.ts';
import { isPersonMemo, unreadableOnboarding, viewOf } from './view.ts';

type PersonFilter = {
  readonly state?: OnboardingState;
  readonly email?: string;
  readonly externalId?: string;
};

/** Lists the newest onboarding of each person: each has one execution that is open, or was ended in Temporal. */
export function createList(client: OrganizationClient, settings: FlowSettings): Onboardings['list'] {
  return (filter) =>
    listNewest(client, settings, filter, (row) =>
      isPersonMemo(row.memo) ? viewOf(row.memo, row) : undefined,
    );
}

/** Lists what `toItem` makes of the newest execution of each person, and apart those that cannot be read. */
export async function listNewest<Item>(
  client: OrganizationClient,
  settings: FlowSettings,
  { limit, cursor, ...filter }: PersonFilter & { readonly limit: number; readonly cursor?: string },
  toItem: (row: Execution) => Item | undefined,
) {
  const page = await listPage(client, conditionFor(filter, settings), { limit, ...defined({ cursor }) });
  const rows = await newestExecutions(client, page.rows);
  const items = rows.map(toItem).filter((item) => item !== undefined);
  const unreadable = rows.flatMap((row) => unreadableOnboarding(row) ?? []);
  return { items, ...(unreadable.length > 0 ? { unreadable } : {}), nextCursor: page.nextCursor };
}

function conditionFor(
  { state, email, externalId }: PersonFilter,
  { idKey, organization }: FlowSettings,
): Condition {
  const keys = [
    ...(email === undefined ? [] : [emailKeyFor(idKey, organization, email)]),
    ...(externalId === undefined ? [] : [externalIdKeyFor(idKey, organization, externalId)]),
  ];
  const all = hasValue(stateAttribute, ...statesOfOnboardings);
  const ofPerson = keys.map((key) => hasValue(personKeysAttribute, key));
  if (state === undefined) return allOf(all, anyOf(isOpen, hasStatus(...endedStatuses)), ...ofPerson);
  const open = allOf(hasValue(stateAttribute, state), isOpen);
  if (state !== 'cancelled') return allOf(open, ...ofPerson);
  // An onboarding that was ended from outside could not record that it is cancelled.
  return allOf(anyOf(open, allOf(all, hasStatus(...endedStatuses))), ...ofPerson);
}

const endedStatuses = ['Canceled', 'Terminated', 'Failed', 'TimedOut'] as const;
