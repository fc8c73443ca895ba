import { currentUsers, isCurrent, organizationOf } from '../state/access.ts';
import { isOpen } from '../state/invitations.ts';
import {
  bySeq,
  type GroupRow,
  type InvitationRow,
  type OrganizationRow,
  type State,
  type UserRow,
} from '../state/rows.ts';
import { type ApiRequest, requireRow } from './request.ts';

/** The user in the path, for a read of what the user has. */
export function readableUser(request: ApiRequest, among = readableUsers(request)): UserRow {
  const user = among.find(({ id }) => id === request.param('id'));
  return requireRow(request, user, 'Invalid user.');
}

/** A user who is in the organization now, for a write. */
export function writableUser(request: ApiRequest, id: string): UserRow {
  const user = request.currentState.users.get(id);
  const isWritable = user !== undefined && isCurrent(user);
  return requireRow(request, isWritable ? user : undefined, 'Invalid user.');
}

/** The users that a read returns. In some dialects they include invited people who have not accepted yet. */
function readableUsers({ readState, now, dialect }: ApiRequest): UserRow[] {
  const users = currentUsers(readState, now);
  if (!dialect.pendingUsersListed) return users;
  const known = new Set(users.map(({ normalizedEmail }) => normalizedEmail));
  const pending = new Map<string, UserRow>();
  for (const invitation of readState.invitations.values()) {
    if (isOpen(invitation, now) && !known.has(invitation.normalizedEmail))
      pending.set(invitation.userId, pendingUser(invitation));
  }
  return bySeq([...users, ...pending.values()]);
}

/** The users that `/v2/users` shows: in some dialects not the suspended ones. */
export function shownUsers(request: ApiRequest): UserRow[] {
  const users = readableUsers(request);
  if (request.dialect.suspendedUsers !== 'absent') return users;
  return users.filter(({ status }) => status !== 'suspended');
}

function pendingUser(invitation: InvitationRow): UserRow {
  const { userId: id, seq, email, normalizedEmail, apiEnabled, createdAt } = invitation;
  const blank = { name: '', status: 'pending', root: false, acls: [] } as const;
  return {
    id,
    seq,
    email,
    normalizedEmail,
    apiEnabled,
    ...blank,
    invitedAt: createdAt,
    appearsAt: createdAt,
  };
}

export function organizationInPath(request: ApiRequest, state: State): OrganizationRow {
  const organization = organizationOf(state);
  const isInPath = organization.id === request.param('id');
  return requireRow(request, isInPath ? organization : undefined, 'Organization not found.');
}

export function readableGroup(request: ApiRequest, id: string): GroupRow {
  return requireActiveGroup(request, request.readState.groups.get(id));
}

export function writableGroup(request: ApiRequest, id: string): GroupRow {
  return requireActiveGroup(request, request.currentState.groups.get(id));
}

function requireActiveGroup(request: ApiRequest, group: GroupRow | undefined): GroupRow {
  return requireRow(request, group?.status === 'active' ? group : undefined, 'Group not found.');
}
