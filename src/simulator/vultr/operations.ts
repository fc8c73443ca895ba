import type { Method, Operation } from './call.ts';
import { groupOperations } from './groups.ts';
import { invitationOperations } from './invitations.ts';
import { memberOperations } from './members.ts';
import { organizationOperations } from './organizations.ts';
import { policyOperations } from './policies.ts';
import { ownRoleOperations, roleOperations } from './roles.ts';
import { userKeyOperations } from './user-keys.ts';
import { ownOperations, userOperations } from './users.ts';

/** Open to every key. */
export const openOperations: readonly Operation[] = [...ownOperations, ...ownRoleOperations];

/** Open to the organization's key only. */
export const organizationKeyOperations: readonly Operation[] = [
  ...invitationOperations,
  ...userOperations,
  ...userKeyOperations,
  ...groupOperations,
  ...memberOperations,
  ...policyOperations,
  ...roleOperations,
  ...organizationOperations,
];

/**
 * What Vultr has beside them on the same paths. These answer 501; a verb that Vultr does not have there answers 405;
 * every other path under `/v2` answers 501.
 */
export const notImitated: readonly { readonly method: Method; readonly path: string }[] = [
  { method: 'POST', path: '/v2/users' },
  { method: 'DELETE', path: '/v2/users/:id' },
  { method: 'GET', path: '/v2/policies/:id/users' },
  { method: 'POST', path: '/v2/policies' },
  { method: 'PUT', path: '/v2/policies/:id' },
  { method: 'DELETE', path: '/v2/policies/:id' },
  { method: 'POST', path: '/v2/roles' },
  { method: 'PUT', path: '/v2/roles/:id' },
  { method: 'DELETE', path: '/v2/roles/:id' },
  { method: 'POST', path: '/v2/organizations' },
  { method: 'PUT', path: '/v2/organizations/:id' },
  { method: 'DELETE', path: '/v2/organizations/:id' },
];
