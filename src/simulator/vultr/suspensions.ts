import { HttpError } from '../http.ts';
import { currentUsers } from '../state/access.ts';
import { put, type UserRow } from '../state/rows.ts';
import { organizationInPath, writableUser } from './lookups.ts';
import { listResponse } from './pagination.ts';
import { renderSuspendedUser } from './render.ts';
import type { ApiRequest, Operation } from './request.ts';
import type { ApiResponse } from './response.ts';

export const suspensionOperations: readonly Operation[] = [
  { method: 'PUT', path: '/v2/organizations/:id/user/:user/suspend', handle: suspend },
  { method: 'PUT', path: '/v2/organizations/:id/user/:user/unsuspend', handle: unsuspend },
  { method: 'GET', path: '/v2/organizations/:id/suspended-users', handle: list },
];

/** Memberships and policies are kept, and are in effect again when the user is unsuspended. */
function suspend(request: ApiRequest): ApiResponse {
  const user = userInPath(request);
  if (user.root) throw new HttpError(400, 'The root user cannot be suspended.');
  if (user.status === 'suspended') return duplicate(request, 'This user is already suspended.');
  if (user.status !== 'active') throw new HttpError(400, 'Only active users can be suspended.');
  request.commit(put('users', { ...user, status: 'suspended', suspendedAt: request.now }));
  return { status: 204 };
}

function unsuspend(request: ApiRequest): ApiResponse {
  const { suspendedAt: _suspendedAt, ...user } = userInPath(request);
  if (user.status !== 'suspended') return duplicate(request, 'This user is not suspended.');
  request.commit(put('users', { ...user, status: 'active' }));
  return { status: 204 };
}

function list(request: ApiRequest): ApiResponse {
  organizationInPath(request, request.readState);
  const users = currentUsers(request.readState, request.now);
  const suspended = users.filter(({ status }) => status === 'suspended');
  return listResponse(request, 'users', suspended, (user) => renderSuspendedUser(request, user));
}

function userInPath(request: ApiRequest): UserRow {
  organizationInPath(request, request.currentState);
  return writableUser(request, request.param('user'));
}

function duplicate({ dialect }: ApiRequest, text: string): ApiResponse {
  if (dialect.duplicateSuspension === '204') return { status: 204 };
  throw new HttpError(Number(dialect.duplicateSuspension), text);
}
