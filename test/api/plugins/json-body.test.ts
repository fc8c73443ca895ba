import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { commandNames } from '../../../src/contract/rules/commands.ts';
import { apiOver, authorized, onboardingId, post, validBody } from '../fake-onboardings.ts';

const { app } = apiOver();
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address() as AddressInfo;

afterAll(() => app.close());

/** Sends exactly these headers and bytes: `app.inject` and `fetch` add headers of their own. */
async function send(path: string, headers: Record<string, string>, body = '') {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path, method: 'POST', headers: { ...authorized, ...headers } };
    const sent = httpRequest(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const types = [
  undefined,
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain; charset=utf-8',
  'nonsense',
  '',
];
const empty = types.map((type) => ({ type, length: { 'content-length': '0' } }));
const chunked = types
  .filter((type) => type === undefined || type.includes('/'))
  .map((type) => ({ type, length: { 'transfer-encoding': 'chunked' } }));

describe('a body without a byte is no body', () => {
  test.each([...empty, ...chunked])('with $length and the type $type', async ({ type, length }) => {
    const headers = { ...length, ...(type === undefined ? {} : { 'content-type': type }) };
    for (const command of commandNames) {
      const { status, text } = await send(`/v1/onboardings/${onboardingId}/${command}`, headers);
      const field = { skip: '/reason', cancel: '/reason', 'approve-address': '/address' }[command as string];
      const { errors } = JSON.parse(text) as { errors?: object[] };
      expect({ command, status, errors }).toEqual(
        field === undefined
          ? { command, status: 200 }
          : { command, status: 400, errors: [{ field, message: 'is required' }] },
      );
    }
    const started = await send('/v1/onboardings', headers);
    expect(started.status).toBe(400);
    const { errors } = JSON.parse(started.text) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field)).toEqual(['/email']);
    for (const path of ['/v1/onboardings:batch', '/v1/onboardings:plan', '/v1/access-checks']) {
      expect((await send(path, headers)).status).toBe(400);
    }
  });

  test('a body with a byte still needs a type', async () => {
    for (const headers of [{}, { 'content-type': 'application/x-www-form-urlencoded' }]) {
      const { status, text } = await send('/v1/onboardings', headers, JSON.stringify(validBody));
      expect(status).toBe(415);
      expect(JSON.parse(text)).toMatchObject({ code: 'unsupported_media_type' });
    }
  });
});

describe('a body with a Content-Encoding', () => {
  test.each(['gzip', 'br', 'deflate', 'x-custom', 'identity, gzip', 'GZIP'])(
    '%s is 415',
    async (encoding) => {
      const body = gzipSync(JSON.stringify(validBody));
      const headers = { 'content-encoding': encoding };
      const response = await app.inject(post('/v1/onboardings', body, headers));
      expect(response.statusCode).toBe(415);
      expect(response.headers['accept-encoding']).toBe('identity');
      expect(response.json<{ detail: string }>().detail).toContain(
        encoding.replace('identity, ', '').toLowerCase(),
      );
    },
  );

  test.each(['identity', 'Identity', ''])('%j is accepted', async (encoding) => {
    const response = await app.inject(post('/v1/onboardings', validBody, { 'content-encoding': encoding }));
    expect(response.statusCode).toBe(202);
  });
});
