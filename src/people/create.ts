import type { OrganizationClient } from '../temporal/organization-client.ts';
import { createGroups } from './groups.ts';
import type { People } from './people.ts';
import type { PeopleSettings } from './settings.ts';
import { createUsers } from './users.ts';

/** Creates the door to the users and groups of an organization. All that it keeps is in Temporal. */
export function createPeople(client: OrganizationClient, settings: PeopleSettings): People {
  return { ...createUsers(client, settings), ...createGroups(client, settings) };
}
