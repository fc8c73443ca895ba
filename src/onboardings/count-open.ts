import type { Client } from '@temporalio/client';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import { onboardingStates, traitsOf } from '../contract/rules/states.ts';
import { taskQueuesFor } from '../contract/temporal/task-queues.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OnboardingSettings } from './settings.ts';
import type { Onboardings } from './onboardings.ts';
import { callTemporal } from './call-temporal.ts';

/** An onboarding in a final state may stay open for another moment and no longer counts. */
const openStates = onboardingStates.filter((state) => traitsOf(state).final !== true);

/** One count per state: Temporal groups only by the status of the workflow. */
export function createCountOpen(
  client: Client,
  { organization }: OnboardingSettings,
): Onboardings['countOpen'] {
  const { onboarding } = taskQueuesFor(organization);
  const open = `WorkflowType = '${workflows.onboarding.name}' AND TaskQueue = '${onboarding}' AND ExecutionStatus IN ('Running', 'Paused')`;
  return async () => {
    const counts = openStates.map(async (state) => {
      const query = `${open} AND ${stateAttribute.name} = '${state}'`;
      const { count } = await callTemporal(client, () => client.workflow.count(query));
      return [state, count] as const;
    });
    return new Map(await Promise.all(counts));
  };
}
