/**
 * What is kept of a SCIM resource: the attributes that `/Schemas` publishes, under their canonical names, without `id`,
 * `meta`, `schemas` and `groups`.
 */
export type ScimResource = { readonly [attribute: string]: unknown };

/** A group of a user, as far as its mapping to roles needs it. */
export type UserGroup = {
  readonly id: string;
  /** The `displayName` of the group. */
  readonly display: string;
  readonly externalId?: string;
};

/**
 * How far the access of a user is: `settling` waits for the wish to stand still, `awaiting_group` for a group or a role that
 * the roles file names, `in_progress` for an onboarding, `leaving` for an offboarding. `no_role` had access and lost it,
 * `held` is held by the brake, `refused` was refused by an operator, and the address of `address_taken` is that of another
 * user.
 */
export type UserAccess = {
  readonly state:
    | 'settling'
    | 'awaiting_group'
    | 'in_progress'
    | 'access'
    | 'needs_attention'
    | 'no_role'
    | 'held'
    | 'refused'
    | 'address_taken'
    | 'leaving'
    | 'left';
  /** When the state began: RFC 3339, UTC. */
  readonly since: string;
  /** Names of the roles file. */
  readonly roles: readonly string[];
  /** The onboarding or the offboarding, if there is one. */
  readonly flowId?: string;
  readonly detail?: string;
};

/** A SCIM user. Times are RFC 3339, UTC. */
export type StoredUser = {
  readonly id: string;
  readonly resource: ScimResource;
  /** Counts the writes, from 1. Memberships and access are not writes. */
  readonly version: number;
  readonly created: string;
  readonly modified: string;
  readonly groups: readonly UserGroup[];
  readonly access: UserAccess;
};

/** A SCIM group. Times are RFC 3339, UTC. */
export type StoredGroup = {
  readonly id: string;
  readonly displayName: string;
  readonly externalId?: string;
  /** Counts the writes, from 1, changes of members included. */
  readonly version: number;
  readonly created: string;
  readonly modified: string;
  /** Empty if they were not asked for. */
  readonly members: readonly GroupMember[];
  readonly memberCount: number;
};

/** A member: `id` is that of a user. */
export type GroupMember = { readonly id: string; readonly display?: string };
