import { describe, expect, test } from 'vitest';
import { commandNames } from '../../../src/contract/rules/commands.ts';
import { createAuthenticate } from '../../../src/auth/authenticate.ts';
import { apiOver, authorized, get, keysOf, post, onboardingId, validBody } from '../fake-onboardings.ts';

const v1 = [
  ['POST', '/v1/onboardings'],
  ['GET', '/v1/onboardings'],
  ['GET', `/v1/onboardings/${onboardingId}`],
  ['GET', `/v1/onboardings/${onboardingId}/explain`],
  ...commandNames.map((command) => ['POST', `/v1/onboardings/${onboardingId}/${command}`] as const),
  ['GET', '/v1/access?email=ada@example.com'],
  ['POST', '/v1/access-checks'],
  ['GET', '/v1/nothing'],
] as const;

describe('authentication', () => {
  test.each(v1)('%s %s without a key is 401 with a challenge, and calls nothing', async (method, url) => {
    const { app, calls } = apiOver();
    const response = await app.inject({ method, url });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer realm="onboarding"');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.json()).toMatchObject({ code: 'unauthorized' });
    expect(calls).toEqual([]);
  });

  test.each([
    ['a wrong key', 'Bearer wrong', true],
    ['the start of a key', `Bearer ${authorized.authorization.slice(7, -1)}`, true],
    ['a key with a suffix', `${authorized.authorization}x`, true],
    ['an empty key', 'Bearer ', false],
    ['another scheme', 'Basic aHI6c2VjcmV0', false],
    ['two keys', `${authorized.authorization} other`, false],
  ])('%s is 401', async (_case, authorization, isToken) => {
    const { app, logLines } = apiOver();
    const response = await app.inject({ url: '/v1/onboardings', headers: { authorization } });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe(
      isToken ? 'Bearer realm="onboarding", error="invalid_token"' : 'Bearer realm="onboarding"',
    );
    expect(logLines.join()).not.toContain(authorization.slice(7) || '(nothing)');
  });

  test('names the caller of each key', async () => {
    const secrets = ['one-secret-of-hr', 'another-secret-of-operator'];
    const keys = keysOf(`hr:${secrets[0]},operator:${secrets[1]}`);
    const { app, calls } = apiOver({}, { authenticate: createAuthenticate(() => keys) });
    for (const secret of secrets) {
      const headers = { authorization: `bearer ${secret}` };
      expect((await app.inject(post('/v1/onboardings', validBody, headers))).statusCode).toBe(202);
    }
    expect(calls.map(([, , caller]) => caller)).toEqual([{ name: 'hr' }, { name: 'operator' }]);
  });

  test.each(['/live', '/ready', '/openapi.json', '/docs', '/docs/static/swagger-ui.css'])(
    '%s needs no key',
    async (url) => {
      expect((await apiOver().app.inject(url)).statusCode).toBe(200);
    },
  );
});

describe('every response', () => {
  test('has a request ID: the caller’s own if it is safe to log', async () => {
    const { app } = apiOver();
    const idFor = async (id: string) =>
      (await app.inject({ ...get('/v1/onboardings'), headers: { ...authorized, 'x-request-id': id } }))
        .headers['x-request-id'];
    expect(await idFor('trace.7:a-b_c')).toBe('trace.7:a-b_c');
    for (const id of ['', 'a b', 'x'.repeat(65), '"><script>', 'é'])
      expect(await idFor(id)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('forbids caching, sniffing and sharing', async () => {
    const { headers } = await apiOver().app.inject({
      ...get('/v1/onboardings'),
      headers: { ...authorized, origin: 'https://evil.example.com' },
    });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

test('the log has one line per request, without path and query', async () => {
  const { app, logLines } = apiOver();
  await app.inject(post('/v1/onboardings', validBody, { 'x-request-id': 'trace-7' }));
  await app.inject(get('/v1/onboardings?cursor=ada@example.com'));
  await app.inject(get('/ada@example.com'));
  await app.inject(get('/v1/access?email=ada@example.com&email=ada@example.com'));
  await app.inject('/live');
  expect(logLines).toEqual([
    expect.stringMatching(
      /^info request \{ requestId: 'trace-7', method: 'POST', route: '\/v1\/onboardings', status: 202, durationMs: \d+, caller: 'hr-system', workflowId: 'person-[0-9a-f]{32}' \}$/,
    ),
    expect.stringMatching(/^info request \{.*method: 'GET', route: '\/v1\/onboardings', status: 200,/),
    expect.stringMatching(/^info request \{.*route: null, status: 404,/),
    expect.stringMatching(/^info request \{.*route: '\/v1\/access', status: 400,/),
    expect.stringMatching(/^debug request \{.*route: '\/live', status: 200,/),
  ]);
  expect(logLines.join()).not.toContain('ada@example.com');
});
