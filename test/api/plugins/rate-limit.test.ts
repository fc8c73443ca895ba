import { describe, expect, test } from 'vitest';
import { createAuthenticate } from '../../../src/auth/authenticate.ts';
import { ordinaryScopes } from '../../../src/contract/config/api-key.ts';
import { commandNames } from '../../../src/contract/rules/commands.ts';
import { apiOver, keysOf, onboardingId, validBody } from '../fake-onboardings.ts';

const secret = 'secret-of-the-only-caller';

function appFor(scopeText: string, options = {}) {
  const keys = keysOf(`caller/${scopeText}:${secret}`);
  return apiOver({}, { authenticate: createAuthenticate(() => keys), ...options }).app;
}

const calls = [
  ['read', 'GET', '/v1/onboardings'],
  ['read', 'GET', `/v1/onboardings/${onboardingId}`],
  ['read', 'GET', `/v1/onboardings/${onboardingId}/explain`],
  ['read', 'GET', '/v1/access?email=ada@example.com'],
  ['write', 'POST', '/v1/onboardings'],
  ['write', 'POST', '/v1/onboardings:batch'],
  ['write', 'POST', '/v1/onboardings:plan'],
  ['operate', 'POST', '/v1/access-checks'],
  ['read', 'GET', '/v1/brake'],
  ['read', 'GET', '/v1/drift'],
  ['release', 'POST', '/v1/brake/release'],
  ['release', 'POST', '/v1/brake/refuse'],
  ['read', 'GET', '/v1/events'],
  ['operate', 'POST', `/v1/events/event-${'0123456789abcdef'.repeat(2)}-0123456789ab-3-hr/replay`],
  ...commandNames.map(
    (command) => ['operate', 'POST', `/v1/onboardings/${onboardingId}/${command}`] as const,
  ),
] as const;

describe('the scope of a key', () => {
  test.each(calls)('%s is needed for %s %s', async (scope, method, url) => {
    const headers = { authorization: `Bearer ${secret}` };
    const others = ordinaryScopes.filter((one) => one !== scope).join('+');
    const rejected = await appFor(others).inject({ method, url, headers });
    expect(rejected.statusCode).toBe(403);
    expect(rejected.json()).toMatchObject({ code: 'forbidden' });
    expect(rejected.headers['www-authenticate']).toContain(`scope="onboardings:${scope}"`);
    const allowed = await appFor(scope).inject({ method, url, headers });
    expect(allowed.statusCode).not.toBe(403);
  });
});

describe('the rate limit', () => {
  test('rejects a caller that sends too much, with Retry-After, and serves the others', async () => {
    const keys = keysOf(`one:${secret},other:${secret}-2`);
    const { app, calls: served } = apiOver(
      {},
      { authenticate: createAuthenticate(() => keys), requestsPerSecond: 3 },
    );
    const send = (key: string) =>
      app.inject({
        method: 'POST',
        url: '/v1/onboardings',
        headers: { authorization: `Bearer ${key}` },
        payload: validBody,
      });
    const responses = await Promise.all(Array.from({ length: 10 }, () => send(secret)));
    const rejected = responses.filter(({ statusCode }) => statusCode === 429);
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected[0]?.json()).toMatchObject({ code: 'too_many_requests' });
    expect(rejected[0]?.headers['retry-after']).toBe('1');
    expect(served.length).toBe(10 - rejected.length);
    expect((await send(`${secret}-2`)).statusCode).toBe(202);
  });
});
