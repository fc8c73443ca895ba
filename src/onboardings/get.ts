import type { Client } from '@temporalio/client';
import { onboardingIdFor } from '../contract/temporal/workflow-ids.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { OnboardingMemo } from '../contract/temporal/memo.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import type { OnboardingSettings } from './settings.ts';
import { isOnboardingMemo, viewOf } from './view.ts';
import { callTemporal } from './call-temporal.ts';

export type FoundOnboarding = {
  readonly memo: OnboardingMemo;
  readonly view: OnboardingView;
  readonly open: boolean;
};

/** Returns the newest onboarding with this ID. Throws `not_found`. */
export async function findOnboarding(client: Client, id: string): Promise<FoundOnboarding> {
  const description = await callTemporal(client, () => client.workflow.getHandle(id).describe());
  const { memo, status } = description;
  if (!isOnboardingMemo(memo))
    throw new ProblemError('not_found', 'This ID does not belong to an onboarding.');
  const open = status.name === 'RUNNING' || status.name === 'PAUSED';
  return { memo, view: viewOf(memo, description), open };
}

export function createGet(client: Client) {
  return async (id: string): Promise<OnboardingView> => (await findOnboarding(client, id)).view;
}

export function createFindByEmail(client: Client, settings: OnboardingSettings) {
  return async (email: string): Promise<OnboardingView | undefined> =>
    (await findOrUndefined(client, onboardingIdFor(settings.idKey, settings.organization, email)))?.view;
}

export async function findOrUndefined(client: Client, id: string): Promise<FoundOnboarding | undefined> {
  try {
    return await findOnboarding(client, id);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return undefined;
    throw error;
  }
}
