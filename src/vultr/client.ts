import { createGroups } from './groups.ts';
import { createSend, type VultrClientOptions } from './http.ts';
import { createInvitations } from './invitations.ts';
import { createOrganizations } from './organizations.ts';
import { createPolicies } from './policies.ts';
import type { VultrClient } from './types.ts';
import { createUsers } from './users.ts';

/**
 * A client of Vultr's IAM for the organization of one key. Throws `TypeError` for a base URL that the key must not be
 * sent to, and for a key that is none.
 */
export function createVultrClient(options: VultrClientOptions): VultrClient {
  const send = createSend(options);
  return {
    invitations: createInvitations(send),
    users: createUsers(send),
    groups: createGroups(send),
    policies: createPolicies(send),
    organizations: createOrganizations(send),
  };
}
