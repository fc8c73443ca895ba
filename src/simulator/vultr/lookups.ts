import { currentUsers, isCurrent } from '../state/access.ts';
import { isAlive } from '../state/invitations.ts';
import { bySeq, type GroupRow, type InvitationRow, type UserRow } from '../state/rows.ts';
import { type Call, found } from './call.ts';

export function readUser(call: Call): UserRow {
  const user = readableUsers(call).find(({ id }) => id === call.param('id'));
  return found(call, user, 'Invalid user.');
}

/** Who is in the organization right now, as writes see it. */
export function writableUser(call: Call, id: string): UserRow {
  const user = call.truth.users.get(id);
  return found(call, user !== undefined && isCurrent(user) ? user : undefined, 'Invalid user.');
}

/** Who is there to read; by the dialect also who is invited and has not answered yet. */
export function readableUsers({ reads, now, dialect }: Call): UserRow[] {
  const users = currentUsers(reads, now);
  if (!dialect.pendingUsersListed) return users;
  const known = new Set(users.map(({ address }) => address));
  const pending = new Map<string, UserRow>();
  for (const invitation of reads.invitations.values()) {
    if (isAlive(invitation, now) && !known.has(invitation.address))
      pending.set(invitation.userId, pendingUser(invitation));
  }
  return bySeq([...users, ...pending.values()]);
}

function pendingUser({ userId: id, seq, email, address, apiEnabled, createdAt }: InvitationRow): UserRow {
  const nothingYet = { name: '', status: 'pending', root: false, acls: [] } as const;
  return { id, seq, email, address, apiEnabled, ...nothingYet, invitedAt: createdAt, appearsAt: createdAt };
}

export function readableGroup(call: Call, id: string): GroupRow {
  return active(call, call.reads.groups.get(id));
}

export function writableGroup(call: Call, id: string): GroupRow {
  return active(call, call.truth.groups.get(id));
}

function active(call: Call, group: GroupRow | undefined): GroupRow {
  return found(call, group?.status === 'active' ? group : undefined, 'Group not found.');
}
