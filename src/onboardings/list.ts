import type { Client } from '@temporalio/client';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import type { OnboardingState } from '../contract/rules/states.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { listPage } from './list-page.ts';
import { isRunMemo, viewOf } from './view.ts';
import type { Onboardings } from './onboardings.ts';

export function createList(client: Client): Onboardings['list'] {
  return async ({ state, ...page }) => {
    const { rows, nextCursor } = await listPage(client, queryFor(state), page);
    const items = rows.flatMap((row) => (isRunMemo(row.memo) ? [viewOf(row.memo, row)] : []));
    return { items, nextCursor };
  };
}

/** Built from words that stand in the code; nothing that a caller wrote gets into it. */
function queryFor(state: OnboardingState | undefined): string {
  const runs = `WorkflowType = '${workflows.onboarding.name}'`;
  if (state === undefined) return runs;
  const inState = `${stateAttribute.name} = '${state}'`;
  if (state === 'completed') return `${runs} AND ${inState}`;
  if (state !== 'cancelled') return `${runs} AND ${inState} AND ExecutionStatus IN ('Running', 'Paused')`;
  // A run that was ended from outside could not write down that it is cancelled.
  return `${runs} AND (${inState} OR ExecutionStatus IN ('Canceled', 'Terminated', 'Failed', 'TimedOut'))`;
}
