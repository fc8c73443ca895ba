import type { OrganizationClient } from '../temporal/organization-client.ts';
import { createFindClaimants } from './claimants.ts';
import { mapPerPerson } from './for-each-person.ts';
import type { Onboardings } from './onboardings.ts';
import type { FlowSettings } from './settings.ts';
import type { StartWith } from './start.ts';

/** Starts many onboardings. Their external IDs are looked up together. */
export function createStartAll(
  client: OrganizationClient,
  settings: FlowSettings,
  start: StartWith,
): Onboardings['startAll'] {
  return (requests, caller) => {
    const findClaimants = createFindClaimants(client, settings, requests);
    return mapPerPerson(requests, async (request) => {
      try {
        return await start(request, caller, findClaimants);
      } catch (error) {
        return { error };
      }
    });
  };
}
