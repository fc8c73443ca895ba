import { groupOperations } from './groups.ts';
import { invitationOperations } from './invitations.ts';
import { memberOperations } from './members.ts';
import { organizationOperations } from './organizations.ts';
import { policyOperations } from './policies.ts';
import type { Method, Operation } from './request.ts';
import { myRoleOperations, roleOperations } from './roles.ts';
import { sessionOperations } from './sessions.ts';
import { suspensionOperations } from './suspensions.ts';
import { userKeyOperations } from './user-keys.ts';
import { myOperations, userOperations } from './users.ts';

/** Allowed with every key. */
export const anyKeyOperations: readonly Operation[] = [...myOperations, ...myRoleOperations];

/** Allowed with the organization's key only. */
export const organizationKeyOperations: readonly Operation[] = [
  ...invitationOperations,
  ...userOperations,
  ...userKeyOperations,
  ...groupOperations,
  ...memberOperations,
  ...policyOperations,
  ...roleOperations,
  ...sessionOperations,
  ...organizationOperations,
  ...suspensionOperations,
];

/**
 * Other operations that Vultr has on the same paths. They return 501, as does every other path under `/v2`; a method
 * that Vultr does not support on a path returns 405.
 */
export const notImitatedOperations: readonly { readonly method: Method; readonly path: string }[] = [
  { method: 'POST', path: '/v2/users' },
  { method: 'DELETE', path: '/v2/users/:id' },
  { method: 'POST', path: '/v2/policies' },
  { method: 'PUT', path: '/v2/policies/:id' },
  { method: 'DELETE', path: '/v2/policies/:id' },
  { method: 'POST', path: '/v2/roles' },
  { method: 'PUT', path: '/v2/roles/:id' },
  { method: 'DELETE', path: '/v2/roles/:id' },
  { method: 'POST', path: '/v2/assumed-roles/assume' },
  { method: 'GET', path: '/v2/assumed-roles/:token' },
  { method: 'POST', path: '/v2/organizations' },
  { method: 'PUT', path: '/v2/organizations/:id' },
  { method: 'DELETE', path: '/v2/organizations/:id' },
];
