import { defaultPayloadConverter } from '@temporalio/common';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAuthenticate } from '../../src/auth/authenticate.ts';
import type { Authenticate } from '../../src/auth/caller.ts';
import { createCodecServer } from '../../src/codec-server/server.ts';
import { ProblemError } from '../../src/contract/api/problems.ts';
import { createPayloadCodec } from '../../src/temporal/encryption/payload-codec.ts';
import { type Logger, silentLogger } from '../../src/telemetry/logger.ts';
import { keysOf } from '../api/fake-onboardings.ts';
import { testEncryptionKeys } from '../support/encryption.ts';

const ui = 'https://temporal.example.com';
const decoder = 'secret-of-the-decoder';
const reader = 'secret-of-the-reader';
const pathSecret = 'a-secret-in-the-path';
const codec = createPayloadCodec(testEncryptionKeys);
const keys = keysOf(`decoder/decode:${decoder},reader/read:${reader}`);

const servers: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const app of servers.splice(0)) await app.close();
});

async function server(options: { pathSecret?: string; authenticate?: Authenticate; logger?: Logger } = {}) {
  const app = await createCodecServer({
    codec,
    authenticate: createAuthenticate(() => keys),
    origins: () => [ui],
    sessionKey: Buffer.alloc(32, 's'),
    logger: silentLogger,
    ...options,
  });
  servers.push(app);
  return app;
}

async function encrypted() {
  const [{ metadata, data } = {}] = await codec.encode([
    defaultPayloadConverter.toPayload('ada@example.com'),
  ]);
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString('base64'),
  ]);
  return {
    metadata: Object.fromEntries(entries) as object,
    data: Buffer.from(data ?? []).toString('base64'),
  };
}

async function decode(headers: Record<string, string>, url = '/decode', options = {}) {
  const payload = { payloads: [await encrypted()] };
  return await (
    await server(options)
  ).inject({ method: 'POST', url, headers: { origin: ui, ...headers }, payload });
}

describe('the codec server', () => {
  test('decodes for a caller with the scope, and lets the UI’s page read the response', async () => {
    const response = await decode({ authorization: `Bearer ${decoder}` });
    expect(response.statusCode).toBe(200);
    const [{ data }] = response.json<{ payloads: [{ data: string }] }>().payloads;
    expect(Buffer.from(data, 'base64').toString()).toBe('"ada@example.com"');
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': ui,
      'access-control-allow-credentials': 'true',
      'cache-control': 'no-store',
    });
  });

  test('encodes what it can decode', async () => {
    const app = await server();
    const headers = { authorization: `Bearer ${decoder}` };
    const plain = { metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data: 'ImFkYSI=' };
    const encoded = await app.inject({
      method: 'POST',
      url: '/encode',
      headers,
      payload: { payloads: [plain] },
    });
    expect(encoded.body).not.toContain('ImFkYSI=');
    const decoded = await app.inject({
      method: 'POST',
      url: '/decode',
      headers,
      payload: encoded.json<object>(),
    });
    expect(decoded.json()).toEqual({ payloads: [plain] });
  });

  test.each([
    ['no credentials', {}, 401],
    ['a wrong key', { authorization: 'Bearer wrong' }, 401],
    ['a key without the scope', { authorization: `Bearer ${reader}` }, 403],
    ['a forged session', { cookie: 'onboarding-codec=9999999999.AAAA' }, 401],
  ])('rejects %s', async (_case, headers: Record<string, string>, status) => {
    const response = await decode(headers);
    expect(response.statusCode).toBe(status);
    expect(response.body).not.toContain('ada');
  });

  test('does not let pages of other origins read its responses', async () => {
    const response = await decode({ authorization: `Bearer ${decoder}`, origin: 'https://evil.example.com' });
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('signs a person in with a cookie that scripts cannot read and other sites do not send', async () => {
    const app = await server();
    const signIn = (key: string) =>
      app.inject({
        method: 'POST',
        url: '/sign-in',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ key }).toString(),
      });
    expect((await signIn(reader)).statusCode).toBe(403);
    const cookie = String((await signIn(decoder)).headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect((await decode({ cookie: cookie.split(';')[0] ?? '' })).statusCode).toBe(200);
  });

  test('ends a session with its key, and requires TLS for its cookie except on this machine', async () => {
    let current = keys;
    const authenticate = createAuthenticate(() => current);
    const app = await server({ authenticate });
    const cookieAt = async (host: string) => {
      const headers = { host, 'content-type': 'application/x-www-form-urlencoded' };
      const payload = new URLSearchParams({ key: decoder }).toString();
      const response = await app.inject({ method: 'POST', url: '/sign-in', headers, payload });
      return String(response.headers['set-cookie']);
    };
    expect(await cookieAt('codec.example.com')).toMatch(/Secure/);
    const cookie = await cookieAt('127.0.0.1:8234');
    expect(cookie).not.toMatch(/Secure/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await decode(headers, '/decode', { authenticate })).statusCode).toBe(200);
    current = [];
    expect((await decode(headers, '/decode', { authenticate })).statusCode).toBe(401);
  });

  test('keeps the session of the longest token in a cookie that browsers accept', async () => {
    const caller = { name: 'person:op', label: 'person-1', scopes: ['decode'] } as const;
    const app = await server({ authenticate: async () => caller });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const signIn = (length: number) =>
      app.inject({ method: 'POST', url: '/sign-in', headers, payload: `key=${'x'.repeat(length)}` });
    const [cookie = ''] = String((await signIn(2_800)).headers['set-cookie']).split(';');
    expect(cookie.length).toBeGreaterThan(3_000);
    expect(cookie.length).toBeLessThanOrEqual(4_096);
  });

  test('takes no key for a minute from an address that has sent ten wrong ones', async () => {
    const app = await server();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const signIn = (key: string) =>
      app.inject({ method: 'POST', url: '/sign-in', headers, payload: `key=${key}` });
    for (let count = 1; count <= 10; count++)
      expect((await signIn(`a-wrong-secret-${count}`)).statusCode).toBe(403);
    const refused = await signIn(decoder);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.body).toContain('Too many wrong keys came from your network address.');
    expect(refused.cookies).toEqual([]);
  });

  test('shows on sign-in that the identity provider is unavailable', async () => {
    const unavailable = new ProblemError('identity_unavailable', 'The keys cannot be read.');
    const app = await server({ authenticate: () => Promise.reject(unavailable) });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await app.inject({ method: 'POST', url: '/sign-in', headers, payload: 'key=eyJ' });
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain('The identity provider is unavailable');
  });

  test('logs each request, and probes at the level debug only', async () => {
    const [info, debug] = [vi.fn<Logger['info']>(), vi.fn<Logger['debug']>()];
    const app = await server({ logger: { ...silentLogger, info, debug } });
    expect((await app.inject('/live')).statusCode).toBe(200);
    expect(info).not.toHaveBeenCalled();
    expect(debug).toHaveBeenCalledExactlyOnceWith(
      { method: 'GET', route: '/live', status: 200 },
      'codec request',
    );
    await app.inject({ method: 'POST', url: '/decode', headers: { authorization: `Bearer ${decoder}` } });
    expect(info).toHaveBeenCalledOnce();
  });

  test('accepts a secret in the path only if one is configured', async () => {
    expect((await decode({}, `/with/${pathSecret}/decode`, { pathSecret })).statusCode).toBe(200);
    expect((await decode({}, '/with/another/decode', { pathSecret })).statusCode).toBe(401);
    expect((await decode({}, `/with/${pathSecret}/decode`)).statusCode).toBe(404);
  });

  test.each([
    ['a body that is not JSON', 'x', 400],
    ['a body without payloads', { payload: [] }, 400],
    ['data that is not base64', { payloads: [{ data: '!' }] }, 400],
  ])('rejects %s', async (_case, payload, status) => {
    const headers = { authorization: `Bearer ${decoder}`, 'content-type': 'application/json' };
    const response = await (await server()).inject({ method: 'POST', url: '/decode', headers, payload });
    expect(response.statusCode).toBe(status);
  });
});
