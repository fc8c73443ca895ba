import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { WireMember } from '../../vultr/wire.ts';
import { activeMembers, currentUsers, isCurrent } from '../state/access.ts';
import { comparable } from '../state/addresses.ts';
import { type MemberRow, pairId, put, type UserRow } from '../state/rows.ts';
import { type ApiResponse, type Call, found, type Operation, parseBody, HttpError, written } from './call.ts';
import { readableGroup, writableGroup } from './lookups.ts';
import { page } from './pages.ts';
import { renderMember } from './render.ts';

export const memberOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/groups/:id/members', handle: list },
  { method: 'POST', path: '/v2/groups/:id/members', handle: add },
  { method: 'GET', path: '/v2/groups/:id/members/:member', handle: get },
  { method: 'DELETE', path: '/v2/groups/:id/members/:member', handle: remove },
  { method: 'PUT', path: '/v2/groups/:id/members/:member', handle: restore },
];

function list(call: Call): ApiResponse {
  const group = readableGroup(call, call.param('id'));
  const shown = page(call, activeMembers(call.reads, group.id));
  return { status: 200, body: { members: renderedMembers(call, shown.rows), ...shown.meta } };
}

function get(call: Call): ApiResponse {
  const group = readableGroup(call, call.param('id'));
  const member = activeMembers(call.reads, group.id).find((row) => isNamed(row, call.param('member')));
  const row = found(call, member, 'Group member not found.');
  return { status: 200, body: { group_member: renderedMembers(call, [row])[0] } };
}

const memberRequest = z.object({ user_id: z.string().optional(), display_name: z.string().optional() });

function add(call: Call): ApiResponse {
  const group = writableGroup(call, call.param('id'));
  const user = found(call, newMember(call), 'Invalid user.');
  // The guide: a user must be Active before they can be added. Which status the API answers is not documented.
  if (user.status !== 'active') throw new HttpError(400, 'Only active users can be added to a group.');
  const old = call.truth.members.get(pairId(group.id, user.id));
  if (old !== undefined) refuseDuplicate(call, old);
  const member: MemberRow = {
    ...(old ?? { id: pairId(group.id, user.id), seq: call.nextSeq(), memberId: randomUUID() }),
    groupId: group.id,
    userId: user.id,
    addedAt: old !== undefined && old.removedAt === undefined ? old.addedAt : call.now,
  };
  if (call.dialect.memberWrite === 'effective') call.commit(put('members', present(member)));
  return written(call, 201, 'group_member', renderMember(call, member, user));
}

function refuseDuplicate({ dialect }: Call, { removedAt }: MemberRow): void {
  if (removedAt !== undefined) {
    if (dialect.removedMember === '400')
      throw new HttpError(400, 'This user was removed from the group; restore the membership.');
  } else if (dialect.duplicateMember !== '201') {
    throw new HttpError(Number(dialect.duplicateMember), 'This user is already a member of the group.');
  }
}

/** The documentation and the Go client name the user by `user_id`; the OpenAPI description knows `display_name` only. */
function newMember({ body, dialect, truth }: Call): UserRow | undefined {
  const { user_id: userId, display_name: name } = parseBody(memberRequest, body);
  const users = currentUsers(truth, Infinity);
  if (dialect.memberNamedBy === 'user_id' && userId) return users.find(({ id }) => id === userId);
  if (!name) throw new HttpError(400, 'Invalid display_name.');
  return users.find((user) => user.id === name || user.name === name || user.address === comparable(name));
}

function remove(call: Call): ApiResponse {
  const group = writableGroup(call, call.param('id'));
  const member = activeMembers(call.truth, group.id).find((row) => isNamed(row, call.param('member')));
  const row = found(call, member, 'Group member not found.');
  call.commit(put('members', { ...row, removedAt: call.now }));
  return { status: 204 };
}

function restore(call: Call): ApiResponse {
  const group = writableGroup(call, call.param('id'));
  const row = [...call.truth.members.values()].find(
    (one) => one.groupId === group.id && isNamed(one, call.param('member')),
  );
  const member = found(call, row, 'Group member not found.');
  const user = found(call, call.truth.users.get(member.userId), 'Invalid user.');
  call.commit(put('members', present(member)));
  return written(call, 202, 'group_member', renderMember(call, member, user));
}

function present(row: MemberRow): MemberRow {
  const { removedAt: _removedAt, ...member } = row;
  return member;
}

function isNamed(member: MemberRow, id: string | undefined): boolean {
  return member.userId === id || member.memberId === id;
}

export function renderedMembers(call: Call, members: readonly MemberRow[]): WireMember[] {
  return members.flatMap((member) => {
    const user = call.reads.users.get(member.userId);
    return user !== undefined && isCurrent(user) ? [renderMember(call, member, user)] : [];
  });
}
