import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { put, type UserKeyRow } from '../state/rows.ts';
import { readableUser, writableUser } from './lookups.ts';
import { renderDate } from './render.ts';
import { type ApiRequest, type Operation, parseBody } from './request.ts';
import type { ApiResponse } from './response.ts';

export const userKeyOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users/:id/apikeys', handle: list },
  { method: 'POST', path: '/v2/users/:id/apikeys', handle: create },
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

function renderKey({ dialect }: ApiRequest, key: UserKeyRow, value: string): object {
  return { id: key.id, name: key.name, api_key: value, date_created: renderDate(dialect, key.createdAt) };
}

function mask(key: string): string {
  return `${key.slice(0, 4)}${'*'.repeat(key.length - 4)}`;
}
