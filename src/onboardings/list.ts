import type { Client } from '@temporalio/client';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import type { OnboardingState } from '../contract/rules/states.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { listPage } from './list-page.ts';
import { isOnboardingMemo, viewOf } from './view.ts';
import type { Onboardings } from './onboardings.ts';

export function createList(client: Client): Onboardings['list'] {
  return async ({ state, ...page }) => {
    const { rows, nextCursor } = await listPage(client, queryFor(state), page);
    const items = rows.flatMap((row) => (isOnboardingMemo(row.memo) ? [viewOf(row.memo, row)] : []));
    return { items, nextCursor };
  };
}

/** Built only from constants of the code; nothing that a caller sent gets into it. */
function queryFor(state: OnboardingState | undefined): string {
  const onboardings = `WorkflowType = '${workflows.onboarding.name}'`;
  if (state === undefined) return onboardings;
  const inState = `${stateAttribute.name} = '${state}'`;
  if (state === 'completed') return `${onboardings} AND ${inState}`;
  if (state !== 'cancelled')
    return `${onboardings} AND ${inState} AND ExecutionStatus IN ('Running', 'Paused')`;
  // An onboarding that was ended from outside could not record that it is cancelled.
  return `${onboardings} AND (${inState} OR ExecutionStatus IN ('Canceled', 'Terminated', 'Failed', 'TimedOut'))`;
}
