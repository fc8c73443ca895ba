import { describe, expect, test } from 'vitest';
import { cookieOf, sameOrigin, submit } from '../browser-session.ts';
import { consoleApp, secrets } from './app.ts';

const host = '127.0.0.1:3000';

describe('a request that could change something', () => {
  test.each<[string, Record<string, string>, number]>([
    ['of a page of the console', { 'sec-fetch-site': 'same-origin' }, 200],
    ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.com' }, 403],
    ['of another host of the site', { 'sec-fetch-site': 'same-site' }, 403],
    ['of no page, as typed by a person', { 'sec-fetch-site': 'none' }, 403],
    [
      'of another site that claims our origin',
      { 'sec-fetch-site': 'cross-site', origin: `http://${host}` },
      403,
    ],
    ['of a browser without fetch metadata and our origin', { origin: `http://${host}` }, 200],
    [
      'of a browser without fetch metadata and the public origin',
      { origin: 'https://console.example.com' },
      200,
    ],
    ['of a browser without fetch metadata and another origin', { origin: 'https://evil.example.com' }, 403],
    ['with another port of our host', { origin: 'http://127.0.0.1:3001' }, 403],
    ['with the origin null', { origin: 'null' }, 403],
    ['without fetch metadata and origin', {}, 403],
  ])('%s', async (_case, headers, status) => {
    const { app } = await consoleApp({ publicUrl: 'https://console.example.com' });
    const cookie = await cookieOf(app, secrets.operator);
    const response = await submit(app, '/console/people/p-1/hold', {}, { host, cookie, ...headers });
    expect(response.statusCode).toBe(status);
    expect(response.body.includes('did not come from a page of this console')).toBe(status === 403);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)('may be a %s', async (method) => {
    const { app } = await consoleApp();
    const headers = { 'sec-fetch-site': 'cross-site' };
    for (const url of ['/console', '/console/sign-in', '/console/sign-out', '/console/people/p-1/hold'])
      expect([403, 404]).toContain((await app.inject({ method, url, headers })).statusCode);
  });

  test('signs nobody in or out from another site', async () => {
    const { app } = await consoleApp();
    const headers = { 'sec-fetch-site': 'cross-site' };
    for (const url of ['/console/sign-in', '/console/sign-out']) {
      const response = await submit(app, url, { key: secrets.operator }, headers);
      expect(response.statusCode).toBe(403);
      expect(response.cookies).toEqual([]);
    }
  });
});

test('a link on another site opens a page', async () => {
  const { app } = await consoleApp();
  const headers = { 'sec-fetch-site': 'cross-site', cookie: await cookieOf(app, secrets.reader) };
  expect((await app.inject({ url: '/console', headers })).statusCode).toBe(200);
});

test.each(['/console', '/console/sign-in', '/console/people/p-1'])(
  '%s has the headers of a page that nobody else may frame, keep or extend',
  async (url) => {
    const { app } = await consoleApp();
    const headers = { ...sameOrigin, cookie: await cookieOf(app, secrets.reader) };
    for (const sent of [{}, headers]) {
      expect((await app.inject({ url, headers: sent })).headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      });
    }
  },
);
