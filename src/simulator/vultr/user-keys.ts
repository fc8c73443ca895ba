import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { WireApiKey } from '../../vultr/wire.ts';
import { deleteRow, put, type State, type UserKeyRow, type UserRow } from '../state/rows.ts';
import { readableUser, writableUser } from './lookups.ts';
import { renderDate } from './render.ts';
import { type ApiRequest, type Operation, parseBody, requireRow } from './request.ts';
import type { ApiResponse } from './response.ts';

export const userKeyOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users/:id/apikeys', handle: list },
  { method: 'POST', path: '/v2/users/:id/apikeys', handle: create },
  { method: 'GET', path: '/v2/users/:id/apikeys/:key', handle: get },
  { method: 'DELETE', path: '/v2/users/:id/apikeys/:key', handle: remove },
];

/** Creates a key, which works only with the simulator that created it. */
export function newUserKey(userId: string, name: string, createdAt: number, seq: number): UserKeyRow {
  const key = `SIM${randomBytes(17).toString('hex').slice(1).toUpperCase()}`;
  return { id: randomUUID(), seq, userId, name, key, createdAt };
}

/** The list has no `meta`, and the keys are masked. */
function list(request: ApiRequest): ApiResponse {
  const user = readableUser(request);
  const keys = [...request.readState.userKeys.values()].filter(({ userId }) => userId === user.id);
  return { status: 200, body: { api_keys: keys.map((key) => renderKey(request, key, mask(key.key))) } };
}

/** Only this response contains the key. */
function create(request: ApiRequest): ApiResponse {
  const user = writableUser(request, request.param('id'));
  const { name } = parseBody(z.object({ name: z.string().min(1) }), request.body);
  const key = newUserKey(user.id, name, request.now, request.nextSeq());
  request.commit(put('userKeys', key));
  return { status: 202, body: { api_key: renderKey(request, key, key.key) } };
}

function get(request: ApiRequest): ApiResponse {
  const key = keyInPath(request, readableUser(request), request.readState);
  return { status: 200, body: { api_key: renderKey(request, key, mask(key.key)) } };
}

function remove(request: ApiRequest): ApiResponse {
  const user = writableUser(request, request.param('id'));
  const key = keyInPath(request, user, request.currentState);
  request.commit(deleteRow('userKeys', key.id));
  return { status: 204 };
}

function keyInPath(request: ApiRequest, user: UserRow, state: State): UserKeyRow {
  const row = state.userKeys.get(request.param('key'));
  return requireRow(request, row?.userId === user.id ? row : undefined, 'API key not found.');
}

function renderKey({ dialect }: ApiRequest, key: UserKeyRow, value: string): WireApiKey {
  return { id: key.id, name: key.name, api_key: value, date_created: renderDate(dialect, key.createdAt) };
}

function mask(key: string): string {
  return `${key.slice(0, 4)}${'*'.repeat(key.length - 4)}`;
}
