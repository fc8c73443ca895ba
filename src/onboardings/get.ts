import { onboardingIdFor } from '../contract/temporal/workflow-ids.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { OnboardingMemo } from '../contract/temporal/memo.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import type { OnboardingSettings } from './settings.ts';
import { isOnboardingMemo, viewOf } from './view.ts';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';

export type FoundOnboarding = {
  readonly execution: OwnExecution;
  readonly memo: OnboardingMemo;
  readonly view: OnboardingView;
  readonly open: boolean;
};

/** Returns the newest onboarding with this ID. Throws `not_found` and `unreadable`. */
export async function findOnboarding(client: OrganizationClient, id: string): Promise<FoundOnboarding> {
  const execution = await callTemporal(client, () => client.describe(id));
  const { memo, status, unreadable } = execution;
  if (unreadable !== undefined) throw new ProblemError('unreadable', unreadable.reason);
  if (!isOnboardingMemo(memo))
    throw new ProblemError('not_found', 'This ID does not belong to an onboarding.');
  const open = status.name === 'RUNNING' || status.name === 'PAUSED';
  return { execution, memo, view: viewOf(memo, execution), open };
}

export function createGet(client: OrganizationClient) {
  return async (id: string): Promise<OnboardingView> => (await findOnboarding(client, id)).view;
}

export function createFindByEmail(client: OrganizationClient, settings: OnboardingSettings) {
  return async (email: string): Promise<OnboardingView | undefined> =>
    (await findOrUndefined(client, onboardingIdFor(settings.idKey, client.organization, email)))?.view;
}

export async function findOrUndefined(
  client: OrganizationClient,
  id: string,
): Promise<FoundOnboarding | undefined> {
  try {
    return await findOnboarding(client, id);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return undefined;
    throw error;
  }
}
