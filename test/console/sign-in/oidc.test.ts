import { afterEach, describe, expect, test } from 'vitest';
import type { OidcOptions } from '../../../src/console/sign-in/oidc-options.ts';
import type { SignInOptions } from '../../../src/console/sign-in/options.ts';
import { client, type ProviderBehaviour, startOpenIdProvider } from '../../support/openid-provider.ts';
import { cookieIn, sameOrigin, submit } from '../browser-session.ts';
import { consoleApp } from './app.ts';

const publicUrl = 'https://console.example.com';
const host = 'console.example.com';
const roles: OidcOptions['roles'] = { operators: ['read', 'operate'], hr: ['read', 'write'] };
const ada = { groups: ['operators', 'choir'], preferred_username: 'ada' };

const servers: { close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function setUp(behaviour: ProviderBehaviour = { claims: ada }, changes: Partial<OidcOptions> = {}) {
  const provider = await startOpenIdProvider(behaviour);
  servers.push(provider);
  const { issuer } = provider;
  const oidc: OidcOptions = {
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    publicUrl,
    scope: 'openid profile email',
    claim: 'groups',
    roles,
    ...changes,
  };
  const console = async (more: Partial<SignInOptions> = {}) => await consoleApp({ publicUrl, oidc, ...more });
  return { ...(await console()), provider, oidc, console };
}

type App = Awaited<ReturnType<typeof consoleApp>>['app'];

/** Starts a sign-in. Returns where the browser is sent, and its cookies. */
async function begin(app: App, to = '/console/people/p-1') {
  const url = `/console/sign-in/oidc?${new URLSearchParams({ to }).toString()}`;
  const response = await app.inject({ url, headers: { host } });
  return { response, url: String(response.headers.location), cookie: cookieIn(response) };
}

/** Follows the browser to the provider. Returns the path and query with which it comes back. */
async function visit(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  const back = new URL(String(response.headers.get('location')));
  expect(back.origin).toBe(publicUrl);
  return `${back.pathname}${back.search}`;
}

async function comeBack(app: App, url: string, cookie: string) {
  return await app.inject({ url, headers: { host, cookie, 'sec-fetch-site': 'cross-site' } });
}

async function signIn(app: App) {
  const { url, cookie } = await begin(app);
  return await comeBack(app, await visit(url), cookie);
}

/** The cookie of the session, without the one that the callback clears. */
function sessionIn(response: Parameters<typeof cookieIn>[0]): string {
  return cookieIn({ cookies: response.cookies.filter(({ value }) => value !== '') });
}

describe('the sign-in at an OpenID provider', () => {
  test('leads to the provider with PKCE, state and nonce, and back to the page', async () => {
    const { app, logLines } = await setUp();
    const { response, url, cookie } = await begin(app);
    expect(response.statusCode).toBe(303);
    const asked = new URL(url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: client.id,
      redirect_uri: `${publicUrl}/console/sign-in/oidc/callback`,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    expect(response.cookies).toEqual([
      expect.objectContaining({ name: '__Host-console-sign-in', httpOnly: true, secure: true, maxAge: 600 }),
    ]);
    const back = await comeBack(app, await visit(url), cookie);
    expect(back.statusCode).toBe(303);
    expect(back.headers.location).toBe('/console/people/p-1');
    const page = await app.inject({ url: '/console', headers: { host, cookie: sessionIn(back) } });
    expect(page.json()).toEqual({
      name: 'person:ada (u-1)',
      label: expect.stringMatching(/^person-[0-9a-f]{8}$/),
      scopes: ['read', 'operate'],
    });
    expect(logLines.join()).not.toMatch(/ada|u-1/);
    expect(logLines.join()).toMatch(/signed in to the console .*person-[0-9a-f]{8}/);
  });

  test('starts with a link on the sign-in page', async () => {
    const { app } = await setUp();
    const form = await app.inject('/console/sign-in?to=/console/import');
    expect(form.body).toContain('href="/console/sign-in/oidc?to=%2Fconsole%2Fimport"');
    const { app: other } = await consoleApp();
    expect((await other.inject('/console/sign-in')).body).not.toContain('/oidc');
    expect((await other.inject('/console/sign-in/oidc')).statusCode).toBe(404);
  });

  test('leads to no other site', async () => {
    const { app } = await setUp();
    const { url, cookie } = await begin(app, 'https://evil.example.com/');
    expect((await comeBack(app, await visit(url), cookie)).headers.location).toBe('/console');
  });

  test.each([['client_secret_post'], ['client_secret_basic', 'client_secret_post']])(
    'authenticates the client by %s',
    async (...authMethods) => {
      const { app } = await setUp({ claims: ada, authMethods });
      expect((await signIn(app)).statusCode).toBe(303);
    },
  );

  test('adds the scopes of all mapped values, and maps a single text', async () => {
    const { app } = await setUp({ claims: { role: 'hr' } }, { claim: 'role' });
    const hr = sessionIn(await signIn(app));
    const headers = { ...sameOrigin, host, cookie: hr };
    expect((await submit(app, '/console/import', {}, headers)).statusCode).toBe(200);
    expect((await submit(app, '/console/people/p-1/hold', {}, headers)).statusCode).toBe(403);
    const { app: both } = await setUp({ claims: { groups: ['hr', 'operators'] } });
    const page = await both.inject({
      url: '/console',
      headers: { host, cookie: sessionIn(await signIn(both)) },
    });
    expect(page.json()).toMatchObject({ scopes: ['read', 'operate', 'write'] });
  });

  test('asks the userinfo endpoint for a claim that the ID token lacks', async () => {
    const { app } = await setUp({ userInfo: { groups: ['operators'], preferred_username: 'ada' } });
    const page = await app.inject({
      url: '/console',
      headers: { host, cookie: sessionIn(await signIn(app)) },
    });
    expect(page.json()).toMatchObject({ name: 'person:ada (u-1)' });
  });

  test.each([
    ['another value', { groups: ['choir'] }],
    ['a value in another case', { groups: ['Operators'] }],
    ['a part of a value', { groups: ['operator', 'operators,hr'] }],
    ['no value', { groups: [] }],
    ['no claim', {}],
    ['a claim of another type', { groups: { operators: true } }],
    ['the name of a property of every object', { groups: ['constructor', '__proto__'] }],
  ])('lets nobody in with %s', async (_case, claims) => {
    const { app } = await setUp({ claims });
    const response = await signIn(app);
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('none of your groups may use this console');
    expect(sessionIn(response)).toBe('');
  });

  test.each<[string, ProviderBehaviour]>([
    ['signed with another key', { wrongKey: true }],
    ['of another issuer', { forged: { iss: 'https://evil.example.com' } }],
    ['for another client', { forged: { aud: 'payroll' } }],
    ['of another sign-in', { forged: { nonce: 'another' } }],
    ['that has expired', { forged: { exp: 1 } }],
    ['without a subject', { forged: { sub: undefined } }],
  ])('refuses an ID token %s', async (_case, behaviour) => {
    const { app, logLines } = await setUp({ claims: ada, ...behaviour });
    const response = await signIn(app);
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('could not be verified');
    expect(sessionIn(response)).toBe('');
    expect(logLines).toEqual([expect.stringMatching(/^warn a sign-in .*"kind":"invalid","reason":"OAUTH_/)]);
    expect(logLines.join()).not.toMatch(/ada|u-1/);
  });

  test('refuses a wrong client secret', async () => {
    const { app, logLines } = await setUp({ claims: ada }, { clientSecret: 'another-secret' });
    expect((await signIn(app)).statusCode).toBe(403);
    expect(logLines.join()).toContain('the token endpoint returned 401 invalid_client');
    expect(logLines.join()).not.toContain('another-secret');
  });

  test('says that the person was refused at the provider', async () => {
    const { app, logLines } = await setUp({ authorizationError: 'access_denied' });
    const response = await signIn(app);
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('The identity provider refused the sign-in, or it was cancelled there.');
    expect(logLines.join()).toContain('the provider returned access_denied');
  });

  test('does not log the text of a provider that is no code', async () => {
    const { app, logLines } = await setUp({ authorizationError: 'no user ada@example.com' });
    expect((await signIn(app)).statusCode).toBe(403);
    expect(logLines.join()).not.toContain('ada');
  });
});

describe('the way back from the provider', () => {
  test.each([
    ['in another browser', () => ''],
    ['with a truncated cookie', (cookie: string) => cookie.slice(0, -4)],
  ])('%s signs nobody in', async (_case, change) => {
    const { app } = await setUp();
    const { url, cookie } = await begin(app);
    const response = await comeBack(app, await visit(url), change(cookie));
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain('This browser did not start the sign-in');
    expect(sessionIn(response)).toBe('');
  });

  test('after more than ten minutes signs nobody in', async () => {
    let now = Date.now();
    const { console } = await setUp();
    const { app } = await console({ now: () => now });
    const { url, cookie } = await begin(app);
    const back = await visit(url);
    now += 600_000;
    expect((await comeBack(app, back, cookie)).statusCode).toBe(400);
  });

  test("of another person's sign-in signs nobody in", async () => {
    const { app } = await setUp();
    const theirs = await begin(app);
    const mine = await begin(app);
    const response = await comeBack(app, await visit(theirs.url), mine.cookie);
    expect(response.statusCode).toBe(403);
    expect(sessionIn(response)).toBe('');
  });

  test('with a code that was used signs nobody in', async () => {
    const { app } = await setUp();
    const { url, cookie } = await begin(app);
    const back = await visit(url);
    expect((await comeBack(app, back, cookie)).statusCode).toBe(303);
    expect((await comeBack(app, back, cookie)).statusCode).toBe(403);
  });

  test('cannot be used as a session, and a session not for it', async () => {
    const { app } = await setUp();
    const { url, cookie } = await begin(app);
    const [, pending = ''] = cookie.split('=');
    const page = await app.inject({
      url: '/console',
      headers: { host, cookie: `__Host-console=${pending}` },
    });
    expect(page.statusCode).toBe(303);
    const [, session = ''] = sessionIn(await signIn(app)).split('=');
    const back = await comeBack(app, await visit(url), `__Host-console-sign-in=${session}`);
    expect(back.statusCode).toBe(400);
  });
});

describe('a provider that is unavailable', () => {
  test('is said to be, and is asked again by the next sign-in', async () => {
    const { app, provider, logLines } = await setUp({ claims: ada, down: 503 });
    const { response } = await begin(app);
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain('The identity provider did not respond. Try again');
    expect(logLines).toEqual([expect.stringContaining('"kind":"unavailable"')]);
    delete provider.behaviour.down;
    expect((await signIn(app)).statusCode).toBe(303);
  });

  test('between the two halves of a sign-in is said to be', async () => {
    const { app, provider } = await setUp();
    const { url, cookie } = await begin(app);
    const back = await visit(url);
    provider.behaviour.down = 502;
    expect((await comeBack(app, back, cookie)).statusCode).toBe(503);
  });

  test('without a connection is said to be, and sign-in by key still works', async () => {
    const { app, provider } = await setUp();
    await provider.close();
    expect((await begin(app)).response.statusCode).toBe(503);
    const response = await submit(app, '/console/sign-in', { key: 'secret-of-the-operator' });
    expect(response.statusCode).toBe(303);
  });

  test('does not end the sessions of the people who are signed in', async () => {
    const { app, provider } = await setUp();
    const cookie = sessionIn(await signIn(app));
    await provider.close();
    expect((await app.inject({ url: '/console', headers: { host, cookie } })).statusCode).toBe(200);
  });
});

describe('the session of a person', () => {
  test.each<[string, (oidc: OidcOptions) => OidcOptions | undefined]>([
    ['the roles change', (oidc) => ({ ...oidc, roles: { hr: ['read', 'write'] } })],
    ['another claim counts', (oidc) => ({ ...oidc, claim: 'roles' })],
    ['another provider is used', (oidc) => ({ ...oidc, issuer: 'https://login.example.com' })],
    ['no provider is used', () => undefined],
  ])('ends when %s', async (_case, change) => {
    const { app, oidc, console } = await setUp();
    const headers = { host, cookie: sessionIn(await signIn(app)) };
    const { app: same } = await console();
    expect((await same.inject({ url: '/console', headers })).statusCode).toBe(200);
    const { app: changed } = await console({ oidc: change(oidc) });
    expect((await changed.inject({ url: '/console', headers })).statusCode).toBe(303);
  });
});
