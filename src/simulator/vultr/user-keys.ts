import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { put, type UserKeyRow } from '../state/rows.ts';
import { type ApiResponse, type Call, type Operation, parseBody } from './call.ts';
import { date } from './render.ts';
import { readUser, writableUser } from './lookups.ts';

export const userKeyOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users/:id/apikeys', handle: list },
  { method: 'POST', path: '/v2/users/:id/apikeys', handle: create },
];

/** A key opens nothing but the simulator that made it. */
export function newUserKey(userId: string, name: string, createdAt: number, seq: number): UserKeyRow {
  const key = `SIM${randomBytes(17).toString('hex').slice(1).toUpperCase()}`;
  return { id: randomUUID(), seq, userId, name, key, createdAt };
}

/** No `meta`, and the values masked. */
function list(call: Call): ApiResponse {
  const user = readUser(call);
  const keys = [...call.reads.userKeys.values()].filter(({ userId }) => userId === user.id);
  return { status: 200, body: { api_keys: keys.map((key) => render(call, key, mask(key.key))) } };
}

/** The value is shown this once. */
function create(call: Call): ApiResponse {
  const user = writableUser(call, call.param('id'));
  const { name } = parseBody(z.object({ name: z.string().min(1) }), call.body);
  const key = newUserKey(user.id, name, call.now, call.nextSeq());
  call.commit(put('userKeys', key));
  return { status: 202, body: { api_key: render(call, key, key.key) } };
}

function render({ dialect }: Call, key: UserKeyRow, value: string): object {
  return { id: key.id, name: key.name, api_key: value, date_created: date(dialect, key.createdAt) };
}

function mask(key: string): string {
  return `${key.slice(0, 4)}${'*'.repeat(key.length - 4)}`;
}
