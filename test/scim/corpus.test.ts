import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scimApi, type Send } from './scim-api.ts';

const json = z.record(z.string(), z.unknown());
const dialect = z.strictObject({
  dialect: z.string(),
  source: z.string(),
  cases: z.array(
    z.strictObject({
      title: z.string(),
      given: z.strictObject({ user: json.optional(), group: json.optional() }).optional(),
      request: z.strictObject({
        method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
        path: z.string(),
        body: json.optional(),
      }),
      status: z.int(),
      response: json.optional(),
      afterwards: json.optional(),
      without: z.array(z.string()).optional(),
    }),
  ),
});

const folder = join(import.meta.dirname, 'corpus');
const dialects = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => dialect.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))));

test('the corpus is there', () => {
  expect(dialects.flatMap(({ cases }) => cases).length).toBeGreaterThan(50);
});

/** Puts the IDs in the place of their names. */
function fill<Value>(value: Value, ids: Readonly<Record<string, string>>): Value {
  const text = JSON.stringify(value).replaceAll(
    /\{(user|other|group)\}/g,
    (name, key: string) => ids[key] ?? name,
  );
  return JSON.parse(text) as Value;
}

async function create(send: Send, path: string, body: Record<string, unknown>): Promise<string> {
  const response = await send('POST', path, body);
  expect(response.status).toBe(201);
  return String(response.body['id']);
}

describe.each(dialects)('$dialect', ({ cases }) => {
  test.each(cases)('$title', async ({ given, request, status, response, afterwards, without }) => {
    const { send } = scimApi();
    const ids: Record<string, string> = {
      other: await create(send, '/Users', { userName: 'other@example.net' }),
    };
    if (given?.user !== undefined) ids['user'] = await create(send, '/Users', given.user);
    const group = given?.group ?? { displayName: 'Developers', members: [{ value: ids['other'] }] };
    ids['group'] = await create(send, '/Groups', fill(group, ids));

    const { method, path, body } = fill(request, ids);
    const received = await send(method, path, body);
    expect(received).toMatchObject({ status, body: fill(response ?? {}, ids) });
    expect(Object.keys(received.body).filter((name) => without?.includes(name))).toEqual([]);
    const read = await send('GET', path.replace('/.search', ''));
    expect(read.status).toBe(method === 'DELETE' ? 404 : 200);
    expect(read.body).toMatchObject(fill(afterwards ?? {}, ids));
  });
});
