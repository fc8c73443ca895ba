import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { personIdFor } from '../contract/temporal/workflow-ids.ts';
import type { FlowView } from '../contract/temporal/flow-view.ts';
import { findOnboarding, findPersonOrUndefined } from './find-person.ts';
import type { FlowSettings } from './settings.ts';

export function createGet(client: OrganizationClient) {
  return async (id: string): Promise<OnboardingView> => (await findOnboarding(client, id)).flowView;
}

export function createFindByEmail(client: OrganizationClient, { idKey, organization }: FlowSettings) {
  return async (email: string): Promise<FlowView | undefined> => {
    const person = await findPersonOrUndefined(client, personIdFor(idKey, organization, email));
    return person === undefined || person.erasedAt !== undefined ? undefined : person.view;
  };
}
