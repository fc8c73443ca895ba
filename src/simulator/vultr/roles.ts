import { type ApiResponse, type Call, found, type Operation } from './call.ts';
import { readableGroup, readUser } from './lookups.ts';
import { listAnswer, page } from './pages.ts';

/** Roles are read only, and there are none: enough for a client that asks whether somebody has one. */
export const roleOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/roles', handle: (call) => listAnswer(call, 'roles', [], Object) },
  {
    method: 'GET',
    path: '/v2/roles/:id',
    handle: (call) => found<ApiResponse>(call, undefined, 'Role not found.'),
  },
  {
    method: 'GET',
    path: '/v2/users/:id/roles',
    handle(call) {
      readUser(call);
      return noRoles(call, 'roles');
    },
  },
  {
    method: 'GET',
    path: '/v2/groups/:id/roles',
    handle(call) {
      readableGroup(call, call.param('id'));
      return noRoles(call, 'role_group_relationships');
    },
  },
];

export const ownRoleOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users/me/roles', handle: (call) => noRoles(call, 'roles') },
];

function noRoles(call: Call, rowsKey: string): ApiResponse {
  const { meta } = page(call, []);
  const body = call.dialect.roleLists === 'rows' ? { [rowsKey]: [] } : { roles: emptySplit };
  return { status: 200, body: { ...body, ...meta } };
}

const emptySplit = { all: [], direct: [], inherited: [] };
