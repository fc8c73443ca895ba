import type {
  AttachmentRow,
  GroupRow,
  MemberRow,
  OrganizationRow,
  PolicyRow,
  RoleAssignmentRow,
  RoleRow,
  State,
  UserRow,
} from './rows.ts';

/** The seed creates it, and nothing deletes it. */
export function organizationOf(state: State): OrganizationRow {
  for (const organization of state.organizations.values()) return organization;
  throw new Error('The state has no organization.');
}

/** The seed creates it first, so the loop ends at the first row. */
export function rootUser(state: State): UserRow {
  for (const user of state.users.values()) if (user.root) return user;
  throw new Error('The state has no root user.');
}

/** The users of the organization whose rows can be read by now. */
export function currentUsers(state: State, now: number): UserRow[] {
  return [...state.users.values()].filter((user) => isCurrent(user) && user.appearsAt <= now);
}

export function isCurrent(user: UserRow): boolean {
  return user.removedAt === undefined;
}

export function activeGroups(state: State): GroupRow[] {
  return [...state.groups.values()].filter(({ status }) => status === 'active');
}

export function groupsOf(state: State, userId: string): GroupRow[] {
  return activeGroups(state).filter((group) => {
    const member = state.members.get(`${group.id}/${userId}`);
    return member !== undefined && member.removedAt === undefined;
  });
}

export function activeMembers(state: State, groupId: string): MemberRow[] {
  return [...state.members.values()].filter(
    (member) => member.groupId === groupId && member.removedAt === undefined,
  );
}

/**
 * The groups of the user that have a policy. Without one, `GET /v2/users/me/groups` is empty and the Console shows "No
 * Active Organization".
 */
export function groupsWithPolicy(state: State, userId: string): GroupRow[] {
  return groupsOf(state, userId).filter(({ id }) => attachmentsTo(state.groupPolicies, id).length > 0);
}

export function attachmentsTo(
  attachments: ReadonlyMap<string, AttachmentRow>,
  targetId: string,
): AttachmentRow[] {
  return [...attachments.values()].filter((row) => row.targetId === targetId);
}

/** The roles that the user was given directly. */
export function rolesOf(
  state: State,
  userId: string,
): { readonly role: RoleRow; readonly assignment: RoleAssignmentRow }[] {
  return [...state.userRoles.values()].flatMap((assignment) => {
    const role = assignment.userId === userId ? state.roles.get(assignment.roleId) : undefined;
    return role === undefined ? [] : [{ role, assignment }];
  });
}

export type PolicyOrigin = {
  readonly policy: PolicyRow;
  readonly attachment: AttachmentRow;
  /** The group that the policy comes from; absent if it is attached to the user directly. */
  readonly group?: GroupRow;
};

/** Every policy of the user, direct ones first. A policy can appear more than once, with different origins. */
export function effectivePolicies(state: State, userId: string): PolicyOrigin[] {
  const direct = attachmentsTo(state.userPolicies, userId).map((attachment) => ({ attachment }));
  const inherited = groupsOf(state, userId).flatMap((group) =>
    attachmentsTo(state.groupPolicies, group.id).map((attachment) => ({ attachment, group })),
  );
  return [...direct, ...inherited].flatMap((origin) => {
    const policy = state.policies.get(origin.attachment.policyId);
    return policy === undefined ? [] : [{ ...origin, policy }];
  });
}
