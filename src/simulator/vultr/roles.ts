import type { WireRole, WireRoleUser } from '../../vultr/wire.ts';
import { HttpError } from '../http.ts';
import { rolesOf } from '../state/access.ts';
import {
  bySeq,
  deleteRow,
  pairId,
  put,
  type RoleAssignmentRow,
  type RoleRow,
  type State,
  type UserRow,
} from '../state/rows.ts';
import { readableGroup, readableUser, writableUser } from './lookups.ts';
import { listResponse, paginate } from './pagination.ts';
import { renderDate } from './render.ts';
import { type ApiRequest, type Operation, requireRow } from './request.ts';
import { type ApiResponse, wrap, writeResponse } from './response.ts';

/**
 * Roles can be read, and given to and taken from users. What a role allows is not imitated, and no group has one. The
 * simulator's own API creates them.
 */
export const roleOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/roles', handle: list },
  { method: 'GET', path: '/v2/roles/:id', handle: get },
  { method: 'GET', path: '/v2/roles/:id/users', handle: users },
  { method: 'POST', path: '/v2/roles/:id/users/:user', handle: assign },
  { method: 'DELETE', path: '/v2/roles/:id/users/:user', handle: unassign },
  {
    method: 'GET',
    path: '/v2/users/:id/roles',
    handle: (request) => rolesOfUser(request, readableUser(request)),
  },
  {
    method: 'GET',
    path: '/v2/groups/:id/roles',
    handle(request) {
      readableGroup(request, request.param('id'));
      return roleList(request, 'role_group_relationships', []);
    },
  },
];

export const myRoleOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users/me/roles', handle: (request) => rolesOfUser(request, request.caller) },
];

type Assigned = { readonly role: RoleRow; readonly assignment: RoleAssignmentRow };

function list(request: ApiRequest): ApiResponse {
  const roles = [...request.readState.roles.values()];
  return listResponse(request, 'roles', roles, (role) => renderRole(request, role));
}

function get(request: ApiRequest): ApiResponse {
  const role = renderRole(request, roleInPath(request, request.readState));
  return { status: 200, body: wrap(request.dialect, 'role', role, true) };
}

function users(request: ApiRequest): ApiResponse {
  const { dialect, readState } = request;
  const role = roleInPath(request, readState);
  const key = dialect.roleLists === 'rows' ? 'role_user_relationships' : 'assignments';
  const assignments = [...readState.userRoles.values()].filter(({ roleId }) => roleId === role.id);
  return listResponse(request, key, bySeq(assignments), (assignment) =>
    renderAssignment(request, { role, assignment }),
  );
}

function rolesOfUser(request: ApiRequest, user: UserRow): ApiResponse {
  return roleList(request, 'roles', rolesOf(request.readState, user.id));
}

/** In parts, or as flat rows under `rowsKey`. No role is inherited. */
function roleList(request: ApiRequest, rowsKey: string, assigned: readonly Assigned[]): ApiResponse {
  const rows = bySeq(assigned.map((one) => ({ ...one, seq: one.assignment.seq })));
  if (request.dialect.roleLists === 'rows')
    return listResponse(request, rowsKey, rows, (row) => renderAssignment(request, row));
  const page = paginate(request, rows);
  const roles = page.rows.map(({ role }) => renderRole(request, role));
  return { status: 200, body: { roles: { all: roles, direct: roles, inherited: [] }, ...page.meta } };
}

/** `duplicateAttachment` and `attachmentWrite` apply to roles as well. */
function assign(request: ApiRequest): ApiResponse {
  const { currentState, dialect } = request;
  const role = roleInPath(request, currentState);
  const user = writableUser(request, request.param('user'));
  const old = currentState.userRoles.get(pairId(role.id, user.id));
  if (old !== undefined && dialect.duplicateAttachment !== '201')
    throw new HttpError(Number(dialect.duplicateAttachment), 'This role is already assigned.');
  const assignment: RoleAssignmentRow = old ?? {
    id: pairId(role.id, user.id),
    seq: request.nextSeq(),
    roleId: role.id,
    userId: user.id,
    assignedAt: request.now,
  };
  if (dialect.attachmentWrite === 'effective') request.commit(put('userRoles', assignment));
  const rendered = renderAssignment(request, { role, assignment });
  return writeResponse(dialect, 201, 'role_user_relationship', rendered);
}

function unassign(request: ApiRequest): ApiResponse {
  const id = pairId(request.param('id'), request.param('user'));
  requireRow(request, request.currentState.userRoles.get(id), 'Role assignment not found.');
  request.commit(deleteRow('userRoles', id));
  return { status: 204 };
}

function roleInPath(request: ApiRequest, state: State): RoleRow {
  return requireRow(request, state.roles.get(request.param('id')), 'Role not found.');
}

function renderRole({ dialect }: ApiRequest, role: RoleRow): WireRole {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    role_type: role.type,
    max_session_duration: 3_600,
    policies: [],
    date_created: renderDate(dialect, role.createdAt),
  };
}

function renderAssignment({ dialect }: ApiRequest, { role, assignment }: Assigned): WireRoleUser {
  return {
    role_id: role.id,
    role_name: role.name,
    role_description: role.description,
    role_type: role.type,
    user_id: assignment.userId,
    date_assigned: renderDate(dialect, assignment.assignedAt),
  };
}
