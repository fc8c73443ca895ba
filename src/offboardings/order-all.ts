import type { OffboardingRequest } from '../contract/api/offboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { personIdFor } from '../contract/temporal/workflow-ids.ts';
import { findPersonOrUndefined } from '../onboardings/find-person.ts';
import { mapPerPerson } from '../onboardings/for-each-person.ts';
import type { Caller } from '../onboardings/new-flow.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { decideDeparture, plannedOf } from './decide.ts';
import { orderOf } from './new-departure.ts';
import type { Offboardings } from './offboardings.ts';
import type { DepartureSettings } from './settings.ts';

/**
 * Counts before it orders, because the brake has to know the size with the first order. A list that is sent again every
 * night declares only who is new on it.
 */
export function createOrderAll(
  client: OrganizationClient,
  settings: DepartureSettings,
  order: Offboardings['order'],
): Offboardings['orderAll'] {
  return async (requests, caller, batchSize = 0) => {
    const newPeople = await mapPerPerson(requests, (request) => newPersonOf(request, caller));
    const people = new Set(newPeople.filter((id) => id !== undefined));
    const declared = { ...caller, batchSize: Math.max(batchSize, people.size) };
    return mapPerPerson(requests, async (request) => {
      try {
        return await order(request, declared);
      } catch (error) {
        return { error };
      }
    });
  };

  /** Returns the ID of the person if the order leads to a departure, and if that cannot be known. */
  async function newPersonOf(request: OffboardingRequest, caller: Caller): Promise<string | undefined> {
    const personId = personIdFor(settings.idKey, settings.organization, request.email);
    try {
      const person = await findPersonOrUndefined(client, personId);
      if (person === undefined || person.erasedAt !== undefined || person.lost) return personId;
      const { outcome } = decideDeparture(
        person,
        orderOf(request, caller, person.flow + 1),
        plannedOf(request),
      );
      return outcome === 'next' ? personId : undefined;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return error.code === 'temporal_unavailable' ? personId : undefined;
    }
  }
}
