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

/** The account survives and may be invited again; memberships, direct policies and keys are gone. */
function removeUser(request: ApiRequest): ApiResponse {
  const { currentState, now } = request;
  organizationInPath(request, currentState);
  const user = writableUser(request, request.param('user'));
  if (user.root) throw new HttpError(400, 'The root user cannot be removed.');
  const members = [...currentState.members.values()].filter(({ userId }) => userId === user.id);
  const policies = attachmentsTo(currentState.userPolicies, user.id);
  const keys = [...currentState.userKeys.values()].filter(({ userId }) => userId === user.id);
  request.commit(
    put('users', { ...user, removedAt: now, formerAccess: { members, policies } }),
    ...members.map(({ id }) => deleteRow('members', id)),
    ...policies.map(({ id }) => deleteRow('userPolicies', id)),
    ...keys.map(({ id }) => deleteRow('userKeys', id)),
  );
  return { status: 204 };
}
