import { HttpError } from '../http.ts';
import { attachmentsTo, organizationOf } from '../state/access.ts';
import { deleteRow, put } from '../state/rows.ts';
import { organizationInPath, writableUser } from './lookups.ts';
import { listResponse } from './pagination.ts';
import { renderOrganization } from './render.ts';
import type { ApiRequest, Operation } from './request.ts';
import { type ApiResponse, wrap } from './response.ts';

export const organizationOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/organizations', handle: list },
  { method: 'GET', path: '/v2/organizations/:id', handle: get },
  { method: 'DELETE', path: '/v2/organizations/:id/user/:user', handle: removeUser },
];

function list(request: ApiRequest): ApiResponse {
  const { dialect, readState } = request;
  const rows = [organizationOf(readState)];
  return listResponse(request, dialect.organizationListKey, rows, (row) => renderOrganization(request, row));
}

function get(request: ApiRequest): ApiResponse {
  const organization = renderOrganization(request, organizationInPath(request, request.readState));
  return { status: 200, body: wrap(request.dialect, 'organization', organization) };
}

/** The account survives and may be invited again; memberships, direct policies, roles, keys and sessions are gone. */
function removeUser(request: ApiRequest): ApiResponse {
  const { currentState, dialect, now } = request;
  organizationInPath(request, currentState);
  const user = writableUser(request, request.param('user'));
  if (user.root) throw new HttpError(Number(dialect.rootRemoval), 'The root user cannot be removed.');
  const members = ownedBy(user.id, currentState.members);
  const policies = attachmentsTo(currentState.userPolicies, user.id);
  const [roles, keys, sessions] = [
    ownedBy(user.id, currentState.userRoles),
    ownedBy(user.id, currentState.userKeys),
    ownedBy(user.id, currentState.sessions),
  ];
  request.commit(
    put('users', { ...user, removedAt: now, formerAccess: { members, policies, roles } }),
    ...members.map(({ id }) => deleteRow('members', id)),
    ...policies.map(({ id }) => deleteRow('userPolicies', id)),
    ...roles.map(({ id }) => deleteRow('userRoles', id)),
    ...keys.map(({ id }) => deleteRow('userKeys', id)),
    ...sessions.map(({ id }) => deleteRow('sessions', id)),
  );
  return { status: 204 };
}

function ownedBy<Row extends { readonly userId: string }>(
  ownerId: string,
  rows: ReadonlyMap<string, Row>,
): Row[] {
  return [...rows.values()].filter(({ userId }) => userId === ownerId);
}
