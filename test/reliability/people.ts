import type { Timings } from '../../src/contract/temporal/timings.ts';
import { createOffboardings } from '../../src/offboardings/create.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { testIdKey } from '../support/id-key.ts';
import type { Scenario, World } from './scenario.ts';

/** Longer than any case takes, so that only a reinstatement ends it. */
const graceMs = 60 * 60_000;

/** Creates what callers can do about the people of a case. */
export function createPeople(
  { roles }: Scenario,
  person: string,
  { client, organization, timings }: Pick<World, 'client' | 'organization'> & { readonly timings: Timings },
): Pick<World, 'onboardings' | 'offboardings'> {
  const organizationClient = createOrganizationClient(client, organization);
  const common = { idKey: testIdKey, timings };
  const leaver = { graceMs, protectedAddresses: [], adminPolicies: ['ManageUsers'] };
  return {
    onboardings: createOnboardings(organizationClient, {
      ...common,
      maxInvitations: 5,
      roles: () => roles?.(person) ?? [],
    }),
    offboardings: createOffboardings(organizationClient, {
      ...common,
      leaver,
      brake: { settleMs: 0, limit: 1_000 },
    }),
  };
}
