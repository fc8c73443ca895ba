import { describe, expect, test } from 'vitest';
import { createAuthenticate } from '../../../src/auth/authenticate.ts';
import { createLocalLink } from '../../../src/console/sign-in/local-link.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { keysOf } from '../../api/fake-onboardings.ts';
import { cookieIn, cookieOf, sameOrigin, submit } from '../browser-session.ts';
import { consoleApp, keys, secrets } from './app.ts';

describe('the sign-in by API key', () => {
  test('leads from a page to the form and back to the page', async () => {
    const { app } = await consoleApp();
    const first = await app.inject('/console/people/p-1?from=list');
    expect(first.statusCode).toBe(303);
    const form = await app.inject(String(first.headers.location));
    expect(form.statusCode).toBe(200);
    expect(form.body).toContain('name="to" value="/console/people/p-1?from=list"');
    const signedIn = await submit(app, '/console/sign-in', {
      key: secrets.reader,
      to: '/console/people/p-1?from=list',
    });
    expect(signedIn.statusCode).toBe(303);
    expect(signedIn.headers.location).toBe('/console/people/p-1?from=list');
    const page = await app.inject({ url: '/console/people/p-1', headers: { cookie: cookieIn(signedIn) } });
    expect(page.json()).toEqual({ caller: 'reader', callerLabel: 'reader' });
  });

  test('keeps the session in a cookie that scripts cannot read and other sites do not send', async () => {
    const { app } = await consoleApp();
    const signIn = async (host: string) =>
      (await submit(app, '/console/sign-in', { key: secrets.reader }, { ...sameOrigin, host })).cookies;
    expect(await signIn('onboarding.example.com')).toEqual([
      expect.objectContaining({
        name: '__Host-console',
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
        path: '/',
        maxAge: 8 * 3_600,
      }),
    ]);
    for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000']) {
      const [cookie] = await signIn(host);
      expect(cookie).toMatchObject({ name: 'console', httpOnly: true, sameSite: 'Lax' });
      expect(cookie?.secure).toBeUndefined();
    }
  });

  test('takes a session from no other cookie than its own', async () => {
    const { app } = await consoleApp();
    const [, value = ''] = (await cookieOf(app, secrets.reader)).split('=');
    const host = 'onboarding.example.com';
    const open = async (cookie: string) =>
      (await app.inject({ url: '/console', headers: { host, cookie } })).statusCode;
    expect(await open(`__Host-console=${value}`)).toBe(200);
    // Another host of the site could plant a cookie without the prefix.
    expect(await open(`console=${value}`)).toBe(303);
  });

  test.each([
    ['a wrong key', 'a-wrong-secret', 403, /No API key has this secret/],
    ['a part of a key', secrets.reader.slice(0, -1), 403, /No API key has this secret/],
    ['no key', '', 403, /No API key has this secret/],
    ['a key that is too long', 'x'.repeat(2_801), 403, /No API key has this secret/],
    ['a key without the scope read', secrets.decoder, 403, /The key decoder lacks the scope read/],
  ])('refuses %s and shows the form again', async (_case, key, status, notice) => {
    const { app, logLines } = await consoleApp();
    const response = await submit(app, '/console/sign-in', { key, to: '/console/import' });
    expect(response.statusCode).toBe(status);
    expect(response.body).toMatch(notice);
    expect(response.body).toContain('value="/console/import"');
    expect(response.cookies).toEqual([]);
    expect(logLines).toEqual([expect.stringContaining('refused a sign-in')]);
    expect(`${logLines.join()}${response.body}`).not.toContain(key || '(no key)');
  });

  test('takes no key for a minute from an address that has sent ten wrong ones', async () => {
    const { app, logLines } = await consoleApp();
    const signIn = (key: string) => submit(app, '/console/sign-in', { key, to: '/console/import' });
    for (let count = 1; count <= 10; count++) {
      // A right key does not count.
      expect((await signIn(secrets.reader)).statusCode).toBe(303);
      expect((await signIn(`a-wrong-secret-${count}`)).statusCode).toBe(403);
    }
    const refused = await signIn(secrets.reader);
    expect(refused.statusCode).toBe(429);
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.body).toContain(`Too many wrong keys came from your network address. Wait ${seconds} s`);
    expect(refused.body).toContain('value="/console/import"');
    expect(refused.cookies).toEqual([]);
    expect(logLines.at(-1)).toContain('too many wrong keys');
    // The pages, and sessions that are open, are not concerned.
    expect((await app.inject('/console/sign-in')).statusCode).toBe(200);
  });

  test('says that the identity provider of a JWT is unavailable', async () => {
    const unavailable = new ProblemError('identity_unavailable', 'The keys cannot be read.');
    const { app } = await consoleApp({ authenticate: () => Promise.reject(unavailable) });
    const response = await submit(app, '/console/sign-in', { key: 'eyJ' });
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain('The identity provider is unavailable');
  });

  test('over plain HTTP says why it cannot work', async () => {
    const { app } = await consoleApp();
    const headers = { host: 'console.example.com', origin: 'http://console.example.com' };
    const response = await submit(app, '/console/sign-in', { key: secrets.reader }, headers);
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain('opened over plain HTTP');
    expect(response.cookies).toEqual([]);
    const local = { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' };
    expect((await submit(app, '/console/sign-in', { key: secrets.reader }, local)).statusCode).toBe(303);
  });

  test.each([
    'https://evil.example.com/console',
    '//evil.example.com/console',
    '/\\evil.example.com/console',
    '/console/../v1/people',
    '/consolefoo',
    'javascript:alert(1)',
    '/console/sign-in?to=/console',
    `/console/${'x'.repeat(1_000)}`,
  ])('does not lead to %s', async (to) => {
    const { app } = await consoleApp();
    const response = await submit(app, '/console/sign-in', { key: secrets.reader, to });
    expect(response.headers.location).toBe('/console');
    const form = await app.inject(`/console/sign-in?${new URLSearchParams({ to }).toString()}`);
    expect(form.body).toContain('name="to" value="/console"');
  });
});

describe('a session', () => {
  test('expires after eight hours, and the sign-in page says so', async () => {
    let now = Date.now();
    const { app } = await consoleApp({ now: () => now });
    const headers = { cookie: await cookieOf(app, secrets.operator) };
    const open = async () => (await app.inject({ url: '/console', headers })).statusCode;
    now += 8 * 3_600_000 - 1_000;
    expect(await open()).toBe(200);
    now += 1_000;
    expect(await open()).toBe(303);
    const form = await app.inject({ url: '/console/sign-in', headers });
    expect(form.body).toContain('Your session has ended. Sign in again.');
  });

  test('that has ended changes nothing, and the form leads back to its page', async () => {
    let now = Date.now();
    const { app } = await consoleApp({ now: () => now });
    const cookie = await cookieOf(app, secrets.operator);
    now += 9 * 3_600_000;
    const referer = 'http://127.0.0.1:3000/console/people/p-1';
    const response = await submit(app, '/console/people/p-1/hold', {}, { ...sameOrigin, cookie, referer });
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('Your session has ended, so nothing was changed');
    expect(response.body).toContain('/console/sign-in?to=%2Fconsole%2Fpeople%2Fp-1');
  });

  test('ends when its API key is removed', async () => {
    let current = keys;
    const { app } = await consoleApp({ authenticate: createAuthenticate(() => current) });
    const headers = { cookie: await cookieOf(app, secrets.operator) };
    expect((await app.inject({ url: '/console', headers })).statusCode).toBe(200);
    current = keys.filter(({ name }) => name !== 'operator');
    expect((await app.inject({ url: '/console', headers })).statusCode).toBe(303);
  });

  test('loses a scope when its API key does', async () => {
    let current = keys;
    const { app } = await consoleApp({ authenticate: createAuthenticate(() => current) });
    const headers = { ...sameOrigin, cookie: await cookieOf(app, secrets.operator) };
    expect((await submit(app, '/console/people/p-1/hold', {}, headers)).statusCode).toBe(200);
    current = keysOf(`operator/read:${secrets.operator}`);
    expect((await submit(app, '/console/people/p-1/hold', {}, headers)).statusCode).toBe(403);
  });

  test.each([
    ['forged', (value: string) => `${value.slice(0, 60)}${value[60] === 'A' ? 'Q' : 'A'}${value.slice(61)}`],
    ['truncated', (value: string) => value.slice(0, -3)],
    ['made up', () => 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA'],
    ['empty', () => ''],
  ])('in a cookie that is %s opens no page', async (_case, change) => {
    const { app } = await consoleApp();
    const [name, value = ''] = (await cookieOf(app, secrets.operator)).split('=');
    const headers = { ...sameOrigin, cookie: `${name}=${change(value)}` };
    expect((await app.inject({ url: '/console', headers })).statusCode).toBe(303);
    expect((await submit(app, '/console/people/p-1/hold', {}, headers)).statusCode).toBe(403);
  });

  test('that another key sealed opens no page', async () => {
    const { app } = await consoleApp();
    const other = await consoleApp({ sessionKey: Buffer.alloc(32, 'x') });
    const headers = { cookie: await cookieOf(other.app, secrets.operator) };
    expect((await app.inject({ url: '/console', headers })).statusCode).toBe(303);
  });

  test('ends with the sign-out', async () => {
    const { app } = await consoleApp();
    const cookie = await cookieOf(app, secrets.reader);
    const response = await submit(app, '/console/sign-out', {}, { ...sameOrigin, cookie });
    expect(response.statusCode).toBe(303);
    expect(response.cookies).toEqual([expect.objectContaining({ name: 'console', value: '' })]);
    expect(response.cookies[0]?.expires?.getTime()).toBe(0);
    expect((await app.inject(String(response.headers.location))).body).toContain('You are signed out.');
  });
});

describe('the scopes of a session', () => {
  test.each([
    ['reader', 'GET', '/console', 200],
    ['reader', 'POST', '/console/people/p-1/hold', 403],
    ['reader', 'POST', '/console/import', 403],
    ['operator', 'POST', '/console/people/p-1/hold', 200],
    ['operator', 'POST', '/console/import', 403],
  ] as const)('let %s do %s %s: %i', async (who, method, url, status) => {
    const { app } = await consoleApp();
    const headers = { ...sameOrigin, cookie: await cookieOf(app, secrets[who]) };
    const response =
      method === 'GET' ? await app.inject({ url, headers }) : await submit(app, url, {}, headers);
    expect(response.statusCode).toBe(status);
    if (status !== 403) return;
    const scope = url === '/console/import' ? 'write' : 'operate';
    expect(response.body).toContain(`needs the scope <code>${scope}</code>, which ${who} does not have`);
  });
});

describe('the link of npm start', () => {
  const local = { host: '127.0.0.1:3000' };

  test('signs in with the local key, once', async () => {
    const localLink = createLocalLink(secrets.operator);
    const { app, logLines } = await consoleApp({ localLink });
    const response = await app.inject({ url: localLink.path, headers: local });
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe('/console');
    const page = await app.inject({ url: '/console', headers: { ...local, cookie: cookieIn(response) } });
    expect(page.json()).toMatchObject({ name: 'operator' });
    const signedIn = { ...local, cookie: cookieIn(response) };
    const same = await app.inject({ url: localLink.path, headers: signedIn });
    expect(same.headers.location).toBe('/console');
    const again = await app.inject({ url: localLink.path, headers: local });
    expect(again.statusCode).toBe(403);
    expect(again.body).toContain('A sign-in link works once');
    expect(again.cookies).toEqual([]);
    expect(logLines.join()).not.toContain(localLink.path.split('=')[1]);
  });

  test('is not used up by a program that only looks at it', async () => {
    const localLink = createLocalLink(secrets.operator);
    const { app } = await consoleApp({ localLink });
    const look = await app.inject({ method: 'HEAD', url: localLink.path, headers: local });
    expect(look.statusCode).toBe(404);
    expect((await app.inject({ url: localLink.path, headers: local })).statusCode).toBe(303);
  });

  test('works under no other name of this machine, and with no other token', async () => {
    const localLink = createLocalLink(secrets.operator);
    const { app } = await consoleApp({ localLink });
    const rebound = { host: 'rebound.example.com:3000' };
    expect((await app.inject({ url: localLink.path, headers: rebound })).statusCode).toBe(403);
    for (const path of [`${localLink.path}x`, localLink.path.slice(0, -1), '/console/sign-in/local'])
      expect((await app.inject({ url: path, headers: local })).statusCode).toBe(403);
    expect((await app.inject({ url: localLink.path, headers: local })).statusCode).toBe(303);
  });

  test('does not exist without npm start', async () => {
    const { app } = await consoleApp();
    expect((await app.inject({ url: '/console/sign-in/local?token=x', headers: local })).statusCode).toBe(
      404,
    );
  });
});
