import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { WireMember } from '../../vultr/wire.ts';
import { HttpError } from '../http.ts';
import { activeMembers, currentUsers, isCurrent } from '../state/access.ts';
import { normalizeEmail } from '../state/emails.ts';
import { type MemberRow, pairId, put, type UserRow } from '../state/rows.ts';
import { readableGroup, writableGroup } from './lookups.ts';
import { paginate } from './pagination.ts';
import { renderMember } from './render.ts';
import { type ApiRequest, type Operation, parseBody, requireRow } from './request.ts';
import { type ApiResponse, writeResponse } from './response.ts';

export const memberOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/groups/:id/members', handle: list },
  { method: 'POST', path: '/v2/groups/:id/members', handle: add },
  { method: 'GET', path: '/v2/groups/:id/members/:member', handle: get },
  { method: 'DELETE', path: '/v2/groups/:id/members/:member', handle: remove },
  { method: 'PUT', path: '/v2/groups/:id/members/:member', handle: restore },
];

function list(request: ApiRequest): ApiResponse {
  const group = readableGroup(request, request.param('id'));
  const page = paginate(request, activeMembers(request.readState, group.id));
  return { status: 200, body: { members: renderMembers(request, page.rows), ...page.meta } };
}

function get(request: ApiRequest): ApiResponse {
  const group = readableGroup(request, request.param('id'));
  const row = activeMembers(request.readState, group.id).find((member) => isInPath(request, member));
  const member = requireRow(request, row, 'Group member not found.');
  return { status: 200, body: { group_member: renderMembers(request, [member])[0] } };
}

const memberBody = z.object({ user_id: z.string().optional(), display_name: z.string().optional() });

function add(request: ApiRequest): ApiResponse {
  const group = writableGroup(request, request.param('id'));
  const user = requireRow(request, findNewMember(request), 'Invalid user.');
  // Vultr's guide: a user must be Active before they can be added. The status of the error is not documented.
  if (user.status !== 'active') throw new HttpError(400, 'Only active users can be added to a group.');
  const old = request.currentState.members.get(pairId(group.id, user.id));
  if (old !== undefined) checkDuplicate(request, old);
  const member: MemberRow = {
    ...(old ?? { id: pairId(group.id, user.id), seq: request.nextSeq(), memberId: randomUUID() }),
    groupId: group.id,
    userId: user.id,
    addedAt: old !== undefined && old.removedAt === undefined ? old.addedAt : request.now,
  };
  if (request.dialect.memberWrite === 'effective') request.commit(put('members', withoutRemoval(member)));
  return writeResponse(request.dialect, 201, 'group_member', renderMember(request, member, user));
}

function checkDuplicate({ dialect }: ApiRequest, { removedAt }: MemberRow): void {
  if (removedAt !== undefined) {
    if (dialect.removedMember === '400')
      throw new HttpError(400, 'This user was removed from the group; restore the membership.');
  } else if (dialect.duplicateMember !== '201') {
    throw new HttpError(Number(dialect.duplicateMember), 'This user is already a member of the group.');
  }
}

/**
 * The documentation and the Go client identify the user by `user_id`; the OpenAPI description has only `display_name`.
 */
function findNewMember({ body, dialect, currentState }: ApiRequest): UserRow | undefined {
  const { user_id: userId, display_name: name } = parseBody(memberBody, body);
  const users = currentUsers(currentState, Infinity);
  if (dialect.memberNamedBy === 'user_id' && userId) return users.find(({ id }) => id === userId);
  if (!name) throw new HttpError(400, 'Invalid display_name.');
  const email = normalizeEmail(name);
  return users.find((user) => user.id === name || user.name === name || user.normalizedEmail === email);
}

function remove(request: ApiRequest): ApiResponse {
  const group = writableGroup(request, request.param('id'));
  const row = activeMembers(request.currentState, group.id).find((member) => isInPath(request, member));
  const member = requireRow(request, row, 'Group member not found.');
  request.commit(put('members', { ...member, removedAt: request.now }));
  return { status: 204 };
}

function restore(request: ApiRequest): ApiResponse {
  const group = writableGroup(request, request.param('id'));
  const row = [...request.currentState.members.values()].find(
    (member) => member.groupId === group.id && isInPath(request, member),
  );
  const member = requireRow(request, row, 'Group member not found.');
  const user = requireRow(request, request.currentState.users.get(member.userId), 'Invalid user.');
  request.commit(put('members', withoutRemoval(member)));
  return writeResponse(request.dialect, 202, 'group_member', renderMember(request, member, user));
}

function withoutRemoval(row: MemberRow): MemberRow {
  const { removedAt: _removedAt, ...member } = row;
  return member;
}

/** The path may contain the id of the user or that of the membership. */
function isInPath(request: ApiRequest, member: MemberRow): boolean {
  const id = request.param('member');
  return member.userId === id || member.memberId === id;
}

export function renderMembers(request: ApiRequest, members: readonly MemberRow[]): WireMember[] {
  return members.flatMap((member) => {
    const user = request.readState.users.get(member.userId);
    return user !== undefined && isCurrent(user) ? [renderMember(request, member, user)] : [];
  });
}
