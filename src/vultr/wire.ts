/**
 * The names of Vultr's IAM API on the wire: paths and object keys, no behaviour. The client and the simulator share
 * this file and nothing else, so that a wrong belief about behaviour cannot hide on both sides.
 *
 * Sources: Vultr's OpenAPI description, its Go client `govultr` and its documentation, which disagree on envelopes and
 * list keys; `docs/simulator.md` lists each interpretation. A response may lack any key, so every key is optional, and
 * disputed values are unions.
 */

/** Below `https://api.vultr.com`. Each path includes `/v2`. */
export const paths = {
  invitations: () => '/v2/invitation',
  invitation: (id: string) => `/v2/invitation/${encodeURIComponent(id)}`,
  resendInvitation: (id: string) => `/v2/invitation/${encodeURIComponent(id)}/resend`,
  users: () => '/v2/users',
  user: (id: string) => `/v2/users/${encodeURIComponent(id)}`,
  userGroups: (id: string) => `/v2/users/${encodeURIComponent(id)}/groups`,
  userRoles: (id: string) => `/v2/users/${encodeURIComponent(id)}/roles`,
  userPolicies: (id: string) => `/v2/users/${encodeURIComponent(id)}/policies`,
  userApiKeys: (id: string) => `/v2/users/${encodeURIComponent(id)}/apikeys`,
  userApiKey: (id: string, keyId: string) =>
    `/v2/users/${encodeURIComponent(id)}/apikeys/${encodeURIComponent(keyId)}`,
  userSessions: (id: string) => `/v2/assumed-roles/users/${encodeURIComponent(id)}/sessions`,
  session: (token: string) => `/v2/assumed-roles/${encodeURIComponent(token)}`,
  myGroups: () => '/v2/users/me/groups',
  groups: () => '/v2/groups',
  group: (id: string) => `/v2/groups/${encodeURIComponent(id)}`,
  groupMembers: (id: string) => `/v2/groups/${encodeURIComponent(id)}/members`,
  groupMember: (id: string, userId: string) =>
    `/v2/groups/${encodeURIComponent(id)}/members/${encodeURIComponent(userId)}`,
  groupPolicies: (id: string) => `/v2/groups/${encodeURIComponent(id)}/policies`,
  groupRoles: (id: string) => `/v2/groups/${encodeURIComponent(id)}/roles`,
  policies: () => '/v2/policies',
  policy: (id: string) => `/v2/policies/${encodeURIComponent(id)}`,
  policyGroup: (policyId: string, groupId: string) =>
    `/v2/policies/${encodeURIComponent(policyId)}/groups/${encodeURIComponent(groupId)}`,
  policyGroups: (policyId: string) => `/v2/policies/${encodeURIComponent(policyId)}/groups`,
  policyUser: (policyId: string, userId: string) =>
    `/v2/policies/${encodeURIComponent(policyId)}/users/${encodeURIComponent(userId)}`,
  policyUsers: (policyId: string) => `/v2/policies/${encodeURIComponent(policyId)}/users`,
  roleUsers: (roleId: string) => `/v2/roles/${encodeURIComponent(roleId)}/users`,
  roleUser: (roleId: string, userId: string) =>
    `/v2/roles/${encodeURIComponent(roleId)}/users/${encodeURIComponent(userId)}`,
  organizations: () => '/v2/organizations',
  organization: (id: string) => `/v2/organizations/${encodeURIComponent(id)}`,
  suspendedUsers: (id: string) => `/v2/organizations/${encodeURIComponent(id)}/suspended-users`,
  organizationUser: (id: string, userId: string) =>
    `/v2/organizations/${encodeURIComponent(id)}/user/${encodeURIComponent(userId)}`,
  suspendUser: (id: string, userId: string) =>
    `/v2/organizations/${encodeURIComponent(id)}/user/${encodeURIComponent(userId)}/suspend`,
  unsuspendUser: (id: string, userId: string) =>
    `/v2/organizations/${encodeURIComponent(id)}/user/${encodeURIComponent(userId)}/unsuspend`,
} as const;

export type WireMeta = { total?: number; links?: { next?: string | null; prev?: string | null } };

export type WireInvitation = {
  id?: string;
  inviter_name?: string;
  inviter_email?: string;
  email_invited?: string;
  email_registered?: string | null;
  permissions?: { api_enabled?: WireFlag } | string;
  org_id?: string;
  org_name?: string;
  status?: string | boolean;
  status_full?: string;
  /** Documented: `Pending`, `Accepted`. The value after expiry or decline is not documented. */
  invite_status?: string;
  date_created?: string;
  date_responded?: string | null;
  expiration_date?: string | null;
};

/** Documented as the string "yes", sent by Vultr's Go client as a boolean. */
export type WireFlag = boolean | number | string;

export type WireUser = {
  id?: string;
  name?: string;
  first_name?: string;
  last_name?: string;
  email?: string;
  api_enabled?: WireFlag;
  acls?: string[];
  service_user?: boolean;
  /** A string of any letter case (pending, active, suspended, closed), a boolean, or absent. */
  status?: string | boolean;
  last_activity?: string;
  invited_by?: string;
  invited_on?: string;
  invite_accepted?: boolean;
};

/** A row of `GET /v2/organizations/{id}/suspended-users`. */
export type WireSuspendedUser = WireUser & { date_created?: string; date_suspended?: string | null };

export type WireGroup = {
  id?: string;
  display_name?: string;
  description?: string;
  /** `active` or `deleted`: a deleted group can linger in lists. */
  status?: string;
  date_created?: string;
  date_updated?: string;
  members?: WireMember[];
  assigned_date?: string;
};

export type WireMember = {
  id?: string;
  user_id?: string;
  display_name?: string;
  name?: string;
  first_name?: string;
  last_name?: string;
  email?: string;
  active?: boolean;
  service_user?: boolean;
  date_created?: string;
  date_updated?: string;
  /** When the policy was attached to the user, in the list of a policy's users. */
  assigned_date?: string;
};

export type WirePolicy = {
  id?: string;
  name?: string;
  description?: string;
  policy_document?: Record<string, unknown>;
  version?: string;
  is_system_policy?: boolean;
  date_created?: string;
  from_role?: string;
  source?: string;
};

/** A row that relates a policy to a group, in the shape of the OpenAPI description. */
export type WirePolicyGroup = {
  policy_id?: string;
  policy_name?: string;
  policy_description?: string;
  group_id?: string;
  group_name?: string;
  date_assigned?: string;
  assigned_by?: string;
};

export type WireRole = {
  id?: string;
  name?: string;
  description?: string;
  /** `assignable` or `assumable`. */
  role_type?: string;
  max_session_duration?: number;
  policies?: WirePolicy[];
  date_created?: string;
};

/** A row that relates a role to a user. */
export type WireRoleUser = {
  role_id?: string;
  role_name?: string;
  role_description?: string;
  role_type?: string;
  user_id?: string;
  date_assigned?: string;
};

/** A key of a user. Lists mask `api_key`. */
export type WireApiKey = { id?: string; name?: string; api_key?: string; date_created?: string };

/** A session of a user in an assumed role. `session_token` is a secret, and the only name of the session in a path. */
export type WireSession = {
  id?: string;
  session_token?: string;
  user_id?: string;
  role_id?: string;
  session_name?: string;
  auth_method?: string;
  assumed_at?: string;
  expires_at?: string;
  remaining_duration?: number;
  conditions_met?: string[];
  source_ip?: string;
};

export type WireError = { error?: string; status?: number };

/** Body of `POST /v2/invitation`. */
export type WireInvitationRequest = { email_invited: string; permissions?: { api_enabled: WireFlag } };

/** Body of `PATCH /v2/users/{id}`. */
export type WireUserRequest = { api_enabled: boolean };

/** Body of `POST /v2/groups`. */
export type WireGroupRequest = { display_name: string; description: string };

/**
 * Body of `POST /v2/groups/{id}/members`: the documentation and the Go client send both keys, the OpenAPI description
 * only the second.
 */
export type WireMemberRequest = { user_id: string; display_name: string };
