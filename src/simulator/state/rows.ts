/**
 * The rows of the simulator's state. Instants are milliseconds since 1970; `seq` is the order of creation, by which
 * lists are sorted and paged. A row is replaced as a whole and never changed in place, because delayed reads may still
 * use it.
 */
type Row = { readonly id: string; readonly seq: number };

export type OrganizationRow = Row & {
  readonly name: string;
  readonly type: string;
  readonly createdAt: number;
};

export const userStatuses = ['pending', 'active', 'suspended', 'closed'] as const;
export type UserStatus = (typeof userStatuses)[number];

export type UserRow = Row & {
  readonly email: string;
  /** The form in which two emails are compared. */
  readonly normalizedEmail: string;
  readonly name: string;
  readonly status: UserStatus;
  readonly root: boolean;
  readonly apiEnabled: boolean;
  readonly acls: readonly string[];
  /** Absent if the user was never invited. */
  readonly invitedAt?: number;
  /** Reads before this instant do not return the row. */
  readonly appearsAt: number;
  /** When the user was removed from the organization. The account survives and may be invited again. */
  readonly removedAt?: number;
  /** Absent if the user is not suspended, or was when the data file had no such field. */
  readonly suspendedAt?: number;
  /** What the user had when they were removed. In some dialects a new invitation brings it back. */
  readonly formerAccess?: FormerAccess;
};

export type FormerAccess = {
  readonly members: readonly MemberRow[];
  readonly policies: readonly AttachmentRow[];
  /** Absent if the data file had no roles when the user was removed. */
  readonly roles?: readonly RoleAssignmentRow[];
};

export type UserKeyRow = Row & {
  readonly userId: string;
  readonly name: string;
  readonly key: string;
  readonly createdAt: number;
};

export type GroupRow = Row & {
  readonly name: string;
  readonly description: string;
  readonly status: 'active' | 'deleted';
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** `id` is `group/user`. Removal is soft: the row stays and can be restored. */
export type MemberRow = Row & {
  readonly groupId: string;
  readonly userId: string;
  readonly memberId: string;
  readonly addedAt: number;
  readonly removedAt?: number;
};

export type PolicyRow = Row & {
  readonly name: string;
  readonly description: string;
  readonly managed: boolean;
  readonly createdAt: number;
};

/** A policy attached to a group or to a user; `id` is `policy/target`. */
export type AttachmentRow = Row & {
  readonly policyId: string;
  readonly targetId: string;
  readonly attachedAt: number;
};

/** A role that users can be given. What it allows is not imitated. */
export type RoleRow = Row & {
  readonly name: string;
  readonly description: string;
  readonly type: RoleType;
  readonly createdAt: number;
};

export const roleTypes = ['assignable', 'assumable'] as const;
export type RoleType = (typeof roleTypes)[number];

/** A role given to a user; `id` is `role/user`. */
export type RoleAssignmentRow = Row & {
  readonly roleId: string;
  readonly userId: string;
  readonly assignedAt: number;
};

/** A user's session in an assumed role. `token` gives access as long as the session lasts. */
export type SessionRow = Row & {
  readonly token: string;
  readonly userId: string;
  readonly roleId: string;
  readonly assumedAt: number;
  readonly expiresAt: number;
};

export type InvitationRow = Row & {
  readonly email: string;
  readonly normalizedEmail: string;
  readonly apiEnabled: boolean;
  readonly status: 'Pending' | 'Accepted';
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The id of the user that accepting creates, unless the accepting account exists already. */
  readonly userId: string;
  readonly emailsSent: number;
  readonly respondedAt?: number;
  readonly registeredEmail?: string;
};

export type InvitationEmailRow = Row & {
  readonly invitationId: string;
  readonly to: string;
  readonly subject: string;
  /** 1 for the first email, then one more for each resend. */
  readonly number: number;
  readonly sentAt: number;
  readonly expiresAt: number;
};

/** How long invitations to emails with a suffix are valid. `id` is the suffix. */
export type LifetimeRow = Row & { readonly lifetimeMs: number };

export type Tables = {
  readonly organizations: OrganizationRow;
  readonly users: UserRow;
  readonly userKeys: UserKeyRow;
  readonly groups: GroupRow;
  readonly members: MemberRow;
  readonly policies: PolicyRow;
  readonly groupPolicies: AttachmentRow;
  readonly userPolicies: AttachmentRow;
  readonly roles: RoleRow;
  readonly userRoles: RoleAssignmentRow;
  readonly sessions: SessionRow;
  readonly invitations: InvitationRow;
  readonly invitationEmails: InvitationEmailRow;
  readonly lifetimes: LifetimeRow;
};

export type TableName = keyof Tables;
export type State = { readonly [T in TableName]: ReadonlyMap<string, Tables[T]> };

/** One row written, or deleted if `row` is absent. */
export type Change = {
  readonly table: TableName;
  readonly id: string;
  readonly row?: Tables[TableName];
};

export function put<T extends TableName>(table: T, row: Tables[T]): Change {
  return { table, id: row.id, row };
}

export function deleteRow(table: TableName, id: string): Change {
  return { table, id };
}

export function bySeq<T extends { readonly seq: number }>(rows: Iterable<T>): T[] {
  return [...rows].toSorted((a, b) => a.seq - b.seq);
}

export function pairId(first: string, second: string): string {
  return `${first}/${second}`;
}
