/**
 * What the client makes of Vultr's answers: one shape a thing, whichever dialect the answer came in.
 * Instants are milliseconds since 1970 (UTC).
 */
export type Invitation = {
  readonly id: string;
  readonly email: string;
  /** The address of the account that accepted, where Vultr says it. */
  readonly registeredEmail?: string;
  /** `accepted` only on Vultr's own word; every status that nobody documented is `other`, with its text kept. */
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
  /** Decided from `status` (text or boolean); where it is absent from `invite_accepted`; else `unknown`. */
  readonly activity: 'active' | 'inactive' | 'unknown';
  readonly statusText: string;
  /** An invited person who has not accepted: such rows can stand among the users, and are none. */
  readonly pending: boolean;
  readonly serviceUser: boolean;
};

export type Group = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly deleted: boolean;
};

/** A member of a group. The id is the user's id, as far as is known. */
export type Member = { readonly id: string; readonly email?: string; readonly name: string };

export type Policy = { readonly id: string; readonly name: string; readonly managed: boolean };

/** A row of an effective or attached list: some dialects leave the name out. */
export type PolicyReference = { readonly id: string; readonly name?: string };
export type RoleReference = { readonly id: string; readonly name?: string };

export type Organization = { readonly id: string; readonly name: string };

export type CallOptions = { readonly signal?: AbortSignal };

/**
 * Vultr's IAM, one method a request (lists page to the end). Nothing is retried here.
 *
 * Every method throws `VultrError`. `get…` answers `undefined` for a thing that is not there. A write answers the
 * thing where the response carried it and `undefined` for a 2xx with no usable body: a 2xx alone proves nothing.
 */
export type VultrClient = {
  readonly invitations: {
    list(options?: CallOptions): Promise<Invitation[]>;
    get(id: string, options?: CallOptions): Promise<Invitation | undefined>;
    create(
      invitation: { readonly email: string; readonly apiAccess: boolean },
      options?: CallOptions,
    ): Promise<Invitation | undefined>;
    resend(id: string, options?: CallOptions): Promise<Invitation | undefined>;
  };
  readonly users: {
    list(options?: CallOptions): Promise<User[]>;
    get(id: string, options?: CallOptions): Promise<User | undefined>;
    groups(id: string, options?: CallOptions): Promise<Group[]>;
    policies(id: string, options?: CallOptions): Promise<PolicyReference[]>;
    roles(id: string, options?: CallOptions): Promise<RoleReference[]>;
    /** `GET /v2/users/me/groups`: the groups of the user whose key the client carries. */
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
    /** `memberId` as the list of members shows it. */
    removeMember(id: string, memberId: string, options?: CallOptions): Promise<void>;
    policies(id: string, options?: CallOptions): Promise<PolicyReference[]>;
  };
  readonly policies: {
    list(options?: CallOptions): Promise<Policy[]>;
    attachToGroup(policyId: string, groupId: string, options?: CallOptions): Promise<void>;
  };
  readonly organizations: {
    list(options?: CallOptions): Promise<Organization[]>;
    /** The user's account survives and may be invited again. */
    removeUser(id: string, userId: string, options?: CallOptions): Promise<void>;
  };
};
