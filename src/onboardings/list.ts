import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import type { OnboardingState } from '../contract/rules/states.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, anyOf, type Condition, hasStatus, hasType, hasValue } from '../temporal/visibility-query.ts';
import { listPage } from './list-page.ts';
import { isOnboardingMemo, unreadableOnboarding, viewOf } from './view.ts';
import type { Onboardings } from './onboardings.ts';

export function createList(client: OrganizationClient): Onboardings['list'] {
  return async ({ state, ...page }) => {
    const { rows, nextCursor } = await listPage(client, conditionFor(state), page);
    const items = rows.flatMap((row) => (isOnboardingMemo(row.memo) ? [viewOf(row.memo, row)] : []));
    const unreadable = rows.flatMap((row) => unreadableOnboarding(row) ?? []);
    return { items, ...(unreadable.length > 0 ? { unreadable } : {}), nextCursor };
  };
}

function conditionFor(state: OnboardingState | undefined): Condition {
  const onboardings = hasType(workflows.onboarding);
  if (state === undefined) return onboardings;
  const inState = hasValue(stateAttribute, state);
  if (state === 'completed') return allOf(onboardings, inState);
  if (state !== 'cancelled') return allOf(onboardings, inState, hasStatus('Running', 'Paused'));
  // An onboarding that was ended from outside could not record that it is cancelled.
  const ended = hasStatus('Canceled', 'Terminated', 'Failed', 'TimedOut');
  return allOf(onboardings, anyOf(inState, ended));
}
