import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import { onboardingStates, traitsOf } from '../contract/rules/states.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, hasType, hasValue, isOpen } from '../temporal/visibility-query.ts';
import type { Onboardings } from './onboardings.ts';
import { callTemporal } from './call-temporal.ts';

/** An onboarding in a final state may stay open for another moment and no longer counts. */
const openStates = onboardingStates.filter((state) => traitsOf(state).final !== true);

/** One count per state: Temporal groups only by the status of the workflow. */
export function createCountOpen(client: OrganizationClient): Onboardings['countOpen'] {
  const open = allOf(hasType(workflows.onboarding), isOpen);
  return async () => {
    const counts = openStates.map(async (state) => {
      const inState = allOf(open, hasValue(stateAttribute, state));
      const count = await callTemporal(client, () => client.count(inState));
      return [state, count] as const;
    });
    return new Map(await Promise.all(counts));
  };
}
