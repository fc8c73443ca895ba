import { readableGroup, readableUser } from './lookups.ts';
import { listResponse, paginate } from './pagination.ts';
import { type ApiRequest, notFound, type Operation } from './request.ts';
import type { ApiResponse } from './response.ts';

/** Roles can only be read, and there are none: enough for a client that asks whether a user has one. */
export const roleOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/roles', handle: (request) => listResponse(request, 'roles', [], Object) },
  {
    method: 'GET',
    path: '/v2/roles/:id',
    handle(request) {
      throw notFound(request, 'Role not found.');
    },
  },
  {
    method: 'GET',
    path: '/v2/users/:id/roles',
    handle(request) {
      readableUser(request);
      return noRoles(request, 'roles');
    },
  },
  {
    method: 'GET',
    path: '/v2/groups/:id/roles',
    handle(request) {
      readableGroup(request, request.param('id'));
      return noRoles(request, 'role_group_relationships');
    },
  },
];

export const myRoleOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users/me/roles', handle: (request) => noRoles(request, 'roles') },
];

function noRoles(request: ApiRequest, rowsKey: string): ApiResponse {
  const { meta } = paginate(request, []);
  const body = request.dialect.roleLists === 'rows' ? { [rowsKey]: [] } : { roles: emptySplit };
  return { status: 200, body: { ...body, ...meta } };
}

const emptySplit = { all: [], direct: [], inherited: [] };
