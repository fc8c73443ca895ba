import type { ScimResource, StoredGroup, StoredUser } from '../contract/scim/resource.ts';

export type UserQuery =
  { readonly userName: string } | { readonly externalId: string } | { readonly address: string };

export type GroupQuery = { readonly displayName: string } | { readonly externalId: string };

export type NewGroup = {
  readonly displayName: string;
  readonly externalId?: string;
  /** The `id`s of users. */
  readonly members: readonly string[];
};

/** First drops members, then adds others: a whole list is `{ drop: 'all', add }`. */
export type MemberChange = { readonly add: readonly string[]; readonly drop: readonly string[] | 'all' };

/** Leaves as it is what it leaves out. */
export type GroupChange = {
  readonly displayName?: string;
  /** Null removes it. */
  readonly externalId?: string | null;
  readonly members?: MemberChange;
};

/** A group, without its members, and the `id`s that belong to no user: these were dropped. */
export type GroupWithUnknown = { readonly group: StoredGroup; readonly unknown: readonly string[] };

/**
 * The SCIM users and groups. Every call throws `PeopleError`, or a `ProblemError` such as `temporal_unavailable` or
 * `worker_unavailable` if nothing is wrong with the call; then it may be repeated. Names are compared without case.
 */
export type People = {
  /** Needs no worker. Throws `uniqueness`, `name_reserved`, `no_address`, `too_large`, `busy`. */
  readonly createUser: (resource: ScimResource) => Promise<StoredUser>;
  readonly getUser: (id: string) => Promise<StoredUser | undefined>;
  /** Sees every write that was answered before. Addresses are compared as those of mailboxes, external IDs exactly. */
  readonly findUsers: (query: UserQuery) => Promise<StoredUser[]>;
  /**
   * All users, sorted by `created` and `id`: a snapshot that is at most a minute old, and contains what this process has
   * written. `fresh` takes a new one, for the first page of a list. Throws `too_many`.
   */
  readonly listUsers: (options?: { readonly fresh?: boolean }) => Promise<readonly StoredUser[]>;
  /**
   * Replaces the resource of a user by what `change` makes of the newest one. If others write meanwhile, `change` is called
   * again, for up to four seconds. With `ifMatch`, only one of these versions is written. Throws what `change` throws, and
   * `not_found`, `version_mismatch`, `uniqueness`, `name_reserved`, `no_address`, `too_large`, `busy`.
   */
  readonly writeUser: (
    id: string,
    change: (current: StoredUser) => ScimResource,
    ifMatch?: readonly number[],
  ) => Promise<StoredUser>;
  /** Throws `not_found`, and `version_mismatch` with `ifMatch`. */
  readonly removeUser: (id: string, ifMatch?: readonly number[]) => Promise<void>;
  /** Throws `uniqueness`, `name_reserved`, `too_large`, `busy`. */
  readonly createGroup: (group: NewGroup) => Promise<GroupWithUnknown>;
  readonly getGroup: (id: string, options: { readonly members: boolean }) => Promise<StoredGroup | undefined>;
  /** Without members. Sees every write that was answered before. */
  readonly findGroups: (query: GroupQuery) => Promise<StoredGroup[]>;
  /** As `listUsers`, without members. */
  readonly listGroups: (options?: { readonly fresh?: boolean }) => Promise<readonly StoredGroup[]>;
  /** Changes of members commute, so they name no version. Throws `not_found`, `too_large`, `busy`. */
  readonly changeMembers: (id: string, change: MemberChange) => Promise<GroupWithUnknown>;
  /**
   * Changes the name, the external ID and the members together, or nothing. Throws `not_found`, `version_mismatch`,
   * `uniqueness`, `name_reserved`, `too_large`, `busy`.
   */
  readonly writeGroup: (
    id: string,
    change: GroupChange,
    ifMatch?: readonly number[],
  ) => Promise<GroupWithUnknown>;
  /** Throws `not_found`, and `version_mismatch` with `ifMatch`. */
  readonly removeGroup: (id: string, ifMatch?: readonly number[]) => Promise<void>;
};
