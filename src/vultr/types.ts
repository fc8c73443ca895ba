import type { Deadline } from './deadline.ts';

/**
 * What the client makes of Vultr's responses: one shape for each resource, whatever the dialect of the response.
 * Instants are milliseconds since 1970 (UTC).
 */
export type Invitation = {
  readonly id: string;
  readonly email: string;
  /** The email of the account that accepted, if the response contains it. */
  readonly registeredEmail?: string;
  /** The email of the user who sent it, if the response contains it: for the service's own, that of its key's user. */
  readonly inviterEmail?: string;
  /** `accepted` only if Vultr says so. Every undocumented status is `other`, and `statusText` keeps its text. */
  readonly status: 'pending' | 'accepted' | 'other';
  readonly statusText: string;
  readonly createdAt?: number;
  readonly respondedAt?: number;
  readonly expiresAt?: number;
};

export type User = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** From `status` (text or boolean) or, if that is absent, from `invite_accepted`; otherwise `unknown`. */
  readonly activity: 'active' | 'inactive' | 'unknown';
  readonly statusText: string;
  /** An invited person who has not accepted. Vultr may list such rows among the users. */
  readonly pending: boolean;
  readonly serviceUser: boolean;
  /** Whether the user's own keys work; absent if the response does not say. */
  readonly apiEnabled?: boolean;
  /** The email of the user who invited them, if the response contains it. */
  readonly invitedBy?: string;
};

/** A key of a user, without the key itself. */
export type ApiKey = { readonly id: string; readonly name?: string };

/** A user's session in an assumed role. `token` is a secret: it must not leave the process, not even to Temporal. */
export type Session = { readonly id: string; readonly token: string };

export type Group = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly deleted: boolean;
};

/** A member of a group. As far as is known, the id is the user's id. */
export type Member = { readonly id: string; readonly email?: string; readonly name: string };

export type Policy = { readonly id: string; readonly name: string; readonly managed: boolean };

/** A row of an effective or attached list. Some dialects leave out the name. */
export type PolicyReference = { readonly id: string; readonly name?: string };
export type RoleReference = { readonly id: string; readonly name?: string };

/**
 * Something that a user has. `direct` says whether the user was given it or inherits it from a group or role; absent if
 * the response does not say.
 */
export type Assignment = { readonly id: string; readonly name?: string; readonly direct?: boolean };

/** A user in the list of those to whom a policy or role was given directly. */
export type UserReference = { readonly id: string };

export type Organization = { readonly id: string; readonly name: string };

export type CallOptions = {
  readonly signal?: AbortSignal;
  /** A write is sent, and a read repeated, only if it can be over by then even if it takes the whole timeout. */
  readonly deadline?: Deadline;
  /**
   * For a list: a read that began after this instant of `performance.now()` is recent enough. Left out, only one that
   * begins after the call is. Only shared reads use it.
   */
  readonly readSinceMs?: number | undefined;
};

/**
 * Vultr's IAM API, one method for each request (lists are read to their end). No write is ever repeated.
 *
 * Every method throws `VultrError`. `get` returns `undefined` for a thing that does not exist. A write returns the
 * thing if the response contains it, and `undefined` for a 2xx without a usable body: a 2xx alone proves nothing.
 */
export type VultrClient = {
  readonly invitations: {
    list(options?: CallOptions): Promise<Invitation[]>;
    /** How many rows the list has; `undefined` if Vultr does not say. */
    total(options?: CallOptions): Promise<number | undefined>;
    get(id: string, options?: CallOptions): Promise<Invitation | undefined>;
    create(
      invitation: { readonly email: string; readonly apiAccess: boolean },
      options?: CallOptions,
    ): Promise<Invitation | undefined>;
    resend(id: string, options?: CallOptions): Promise<Invitation | undefined>;
  };
  readonly users: {
    list(options?: CallOptions): Promise<User[]>;
    /** How many rows the list has; `undefined` if Vultr does not say. */
    total(options?: CallOptions): Promise<number | undefined>;
    get(id: string, options?: CallOptions): Promise<User | undefined>;
    groups(id: string, options?: CallOptions): Promise<Group[]>;
    policies(id: string, options?: CallOptions): Promise<PolicyReference[]>;
    roles(id: string, options?: CallOptions): Promise<RoleReference[]>;
    /** The rows of `policies`, with what they say of their origin. */
    policyAssignments(id: string, options?: CallOptions): Promise<Assignment[]>;
    /** The rows of `roles`, with what they say of their origin. */
    roleAssignments(id: string, options?: CallOptions): Promise<Assignment[]>;
    /** Decides whether the user's own keys work. */
    setApiAccess(id: string, enabled: boolean, options?: CallOptions): Promise<void>;
    apiKeys(id: string, options?: CallOptions): Promise<ApiKey[]>;
    deleteApiKey(id: string, keyId: string, options?: CallOptions): Promise<void>;
    /** No error of this call quotes the response, which contains tokens. */
    sessions(id: string, options?: CallOptions): Promise<Session[]>;
    revokeSession(token: string, options?: CallOptions): Promise<void>;
    /** `GET /v2/users/me/groups`: the groups of the user whose key the client has. */
    myGroups(options?: CallOptions): Promise<Group[]>;
  };
  readonly groups: {
    list(options?: CallOptions): Promise<Group[]>;
    get(id: string, options?: CallOptions): Promise<Group | undefined>;
    create(
      group: { readonly name: string; readonly description: string },
      options?: CallOptions,
    ): Promise<Group | undefined>;
    members(id: string, options?: CallOptions): Promise<Member[]>;
    addMember(
      id: string,
      user: { readonly id: string; readonly name: string },
      options?: CallOptions,
    ): Promise<void>;
    /** `memberId` as in the list of members. */
    removeMember(id: string, memberId: string, options?: CallOptions): Promise<void>;
    policies(id: string, options?: CallOptions): Promise<PolicyReference[]>;
  };
  readonly policies: {
    list(options?: CallOptions): Promise<Policy[]>;
    attachToGroup(policyId: string, groupId: string, options?: CallOptions): Promise<void>;
    groups(id: string, options?: CallOptions): Promise<Group[]>;
    /** The users to whom the policy is attached directly. */
    users(id: string, options?: CallOptions): Promise<UserReference[]>;
    detachFromUser(policyId: string, userId: string, options?: CallOptions): Promise<void>;
  };
  readonly roles: {
    /** The users to whom the role was given directly. */
    users(id: string, options?: CallOptions): Promise<UserReference[]>;
    removeFromUser(roleId: string, userId: string, options?: CallOptions): Promise<void>;
  };
  readonly organizations: {
    list(options?: CallOptions): Promise<Organization[]>;
    /** The user's account survives and may be invited again. */
    removeUser(id: string, userId: string, options?: CallOptions): Promise<void>;
    /** The user loses all access and keeps what they were given for when they are unsuspended. */
    suspendUser(id: string, userId: string, options?: CallOptions): Promise<void>;
    unsuspendUser(id: string, userId: string, options?: CallOptions): Promise<void>;
    suspendedUsers(id: string, options?: CallOptions): Promise<User[]>;
  };
};
