import { offboardingStates, type OffboardingState } from '../contract/rules/offboarding-states.ts';
import { type OnboardingState, statesOfOnboardings } from '../contract/rules/states.ts';
import { isOnboarding } from '../contract/temporal/flow-view.ts';
import {
  groupAttribute,
  personKeysAttribute,
  stateAttribute,
} from '../contract/temporal/search-attributes.ts';
import type { Execution } from '../temporal/execution.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import {
  allOf,
  anyOf,
  type Condition,
  enteredStateSince,
  hasStatus,
  hasType,
  hasValue,
  isOpen,
  isSearchable,
} from '../temporal/visibility-query.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { defined } from '../contract/lib/optional.ts';
import {
  emailKeyFor,
  externalIdKeyFor,
  groupKeyFor,
  idempotencyKeyKeyFor,
} from '../contract/temporal/workflow-ids.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { listPage } from './list-page.ts';
import { newestExecutions } from './newest-executions.ts';
import type { Onboardings } from './onboardings.ts';
import type { FlowSettings } from './settings.ts';
import { isPersonMemo, unreadableFlow, viewOf } from './view.ts';

/** What turns an email or an external ID into a search attribute. */
export type KeySettings = Pick<FlowSettings, 'idKey' | 'organization'>;

type PersonFilter = {
  /** Which flows count. */
  readonly kind: 'onboarding' | 'offboarding' | 'any';
  readonly state?: OnboardingState | OffboardingState;
  readonly email?: string;
  readonly externalId?: string;
  readonly idempotencyKey?: string;
  readonly since?: Date;
  readonly group?: string;
};

/**
 * Lists the onboarding of each person whose newest flow is one: each has one execution that is open, or was ended in
 * Temporal.
 */
export function createList(client: OrganizationClient, settings: FlowSettings): Onboardings['list'] {
  return (filter) =>
    listNewest(client, settings, { ...filter, kind: 'onboarding' }, (row) => {
      if (!isPersonMemo(row.memo)) return undefined;
      const view = viewOf(row.memo, row);
      return isOnboarding(view) ? view : undefined;
    });
}

/** Lists what `toItem` makes of the newest execution of each person, and apart those that cannot be read. */
export async function listNewest<Item>(
  client: OrganizationClient,
  settings: KeySettings,
  { limit, cursor, ...filter }: PersonFilter & { readonly limit: number; readonly cursor?: string },
  toItem: (row: Execution) => Item | undefined,
) {
  const page = await listPage(client, conditionFor(filter, settings), { limit, ...defined({ cursor }) });
  const rows = await newestExecutions(client, page.rows);
  const items = rows.map(toItem).filter((item) => item !== undefined);
  const unreadable = rows.flatMap((row) => unreadableFlow(row) ?? []);
  return { items, ...(unreadable.length > 0 ? { unreadable } : {}), nextCursor: page.nextCursor };
}

/** Selects the newest execution of each person. Throws `invalid_request` if Temporal cannot search for the group. */
export function conditionFor(
  { kind, state, email, externalId, idempotencyKey, group, since }: PersonFilter,
  { idKey, organization }: KeySettings,
): Condition {
  const keys = [
    ...(email === undefined ? [] : [emailKeyFor(idKey, organization, email)]),
    ...(externalId === undefined ? [] : [externalIdKeyFor(idKey, organization, externalId)]),
    ...(idempotencyKey === undefined ? [] : [idempotencyKeyKeyFor(idKey, organization, idempotencyKey)]),
  ];
  const all = allOf(hasValue(stateAttribute, ...statesOf[kind]), typesOf[kind]);
  if (group !== undefined && !isSearchable(group)) {
    const errors = [
      { field: 'group', message: 'must not contain control characters, quotation marks or backslashes' },
    ];
    throw new ProblemError('invalid_request', `Temporal cannot search for this group name.`, { errors });
  }
  const others = [
    ...keys.map((key) => hasValue(personKeysAttribute, key)),
    ...(group === undefined
      ? []
      : [
          anyOf(
            hasValue(groupAttribute, group),
            hasValue(personKeysAttribute, groupKeyFor(idKey, organization, group)),
          ),
        ]),
    ...(since === undefined ? [] : [enteredStateSince(since)]),
  ];
  if (state === undefined) return allOf(all, anyOf(isOpen, hasStatus(...endedStatuses)), ...others);
  const open = allOf(hasValue(stateAttribute, state), typesOf[kind], isOpen);
  if (state !== 'cancelled') return allOf(open, ...others);
  // An onboarding that was ended from outside could not record that it is cancelled.
  return allOf(anyOf(open, allOf(all, hasStatus(...endedStatuses))), ...others);
}

const statesOf = {
  onboarding: statesOfOnboardings,
  offboarding: offboardingStates,
  any: [...new Set([...statesOfOnboardings, ...offboardingStates])],
} as const;

/** Some states belong to both kinds. The register is in none of those. */
const typesOf = {
  onboarding: anyOf(hasType(workflows.onboarding), hasType(workflows.person)),
  offboarding: anyOf(hasType(workflows.offboarding), hasType(workflows.person)),
  any: anyOf(hasType(workflows.onboarding), hasType(workflows.offboarding), hasType(workflows.person)),
} as const;

const endedStatuses = ['Canceled', 'Terminated', 'Failed', 'TimedOut'] as const;
