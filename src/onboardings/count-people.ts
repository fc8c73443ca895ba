import { offboardingStates, type OffboardingState } from '../contract/rules/offboarding-states.ts';
import { type OnboardingState, statesOfOnboardings } from '../contract/rules/states.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';
import { conditionFor, type KeySettings } from './list.ts';

/** Counts people by the state of their newest onboarding: one count per state, of the executions that `list` lists for it. */
export function createCountPeople(
  client: OrganizationClient,
  settings: KeySettings,
): () => Promise<ReadonlyMap<OnboardingState, number>> {
  return () => countStates(client, settings, 'onboarding', statesOfOnboardings);
}

/** As `createCountPeople`, of people whose newest flow is an offboarding. */
export function createCountLeavers(
  client: OrganizationClient,
  settings: KeySettings,
): () => Promise<ReadonlyMap<OffboardingState, number>> {
  return () => countStates(client, settings, 'offboarding', offboardingStates);
}

async function countStates<State extends OnboardingState | OffboardingState>(
  client: OrganizationClient,
  settings: KeySettings,
  kind: 'onboarding' | 'offboarding',
  states: readonly State[],
): Promise<ReadonlyMap<State, number>> {
  const counts = states.map(async (state) => {
    const inState = conditionFor({ kind, state }, settings);
    return [state, await callTemporal(client, () => client.count(inState))] as const;
  });
  return new Map(await Promise.all(counts));
}
