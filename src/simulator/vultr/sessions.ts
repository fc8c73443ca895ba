import type { WireSession } from '../../vultr/wire.ts';
import { deleteRow, type SessionRow } from '../state/rows.ts';
import { readableUser } from './lookups.ts';
import { listResponse } from './pagination.ts';
import { renderDate } from './render.ts';
import { type ApiRequest, type Operation, requireRow } from './request.ts';
import type { ApiResponse } from './response.ts';

/** Sessions of users in assumed roles. The simulator's own API creates them. */
export const sessionOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/assumed-roles/users/:id/sessions', handle: list },
  { method: 'DELETE', path: '/v2/assumed-roles/:token', handle: revoke },
];

function list(request: ApiRequest): ApiResponse {
  const { dialect, readState, now } = request;
  const user = readableUser(request);
  const sessions = [...readState.sessions.values()].filter(
    ({ userId, expiresAt }) => userId === user.id && expiresAt > now,
  );
  return listResponse(request, dialect.sessionListKey, sessions, (session) =>
    renderSession(request, session),
  );
}

function revoke(request: ApiRequest): ApiResponse {
  const token = request.param('token');
  const row = [...request.currentState.sessions.values()].find((one) => one.token === token);
  const session = requireRow(request, row, 'Session not found.');
  request.commit(deleteRow('sessions', session.id));
  return { status: 204 };
}

/** The keys of the OpenAPI description and those of the Go client together. */
function renderSession({ dialect, now }: ApiRequest, session: SessionRow): WireSession {
  return {
    id: session.id,
    session_token: session.token,
    user_id: session.userId,
    role_id: session.roleId,
    session_name: 'console',
    auth_method: 'api_key',
    assumed_at: renderDate(dialect, session.assumedAt),
    expires_at: renderDate(dialect, session.expiresAt),
    remaining_duration: Math.ceil((session.expiresAt - now) / 1_000),
    conditions_met: [],
    source_ip: '203.0.113.7',
  };
}
