import { createGroups } from './groups.ts';
import { createInvitations } from './invitations.ts';
import { createOrganizations } from './organizations.ts';
import { createPolicies } from './policies.ts';
import { repeatReads } from './repeat-reads.ts';
import { createRoles } from './roles.ts';
import { createSend, type VultrClientOptions } from './send.ts';
import type { VultrClient } from './types.ts';
import { createUsers } from './users.ts';

/**
 * Creates a client of Vultr's IAM API for the organization that the key belongs to. Throws `TypeError` for a base URL
 * that the key must not be sent to, and for a text that cannot be a key.
 */
export function createVultrClient(options: VultrClientOptions): VultrClient {
  const sendOnce = createSend(options);
  const send = options.repeatReads === true ? repeatReads(sendOnce, options.timeoutMs) : sendOnce;
  return {
    invitations: createInvitations(send),
    users: createUsers(send),
    groups: createGroups(send),
    policies: createPolicies(send),
    roles: createRoles(send),
    organizations: createOrganizations(send),
  };
}
