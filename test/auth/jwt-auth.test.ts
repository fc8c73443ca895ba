import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { callerByJwt, looksLikeJwt } from '../../src/auth/jwt-auth.ts';

const options = {
  issuer: 'https://login.example.com',
  audience: 'onboarding',
  jwksUrl: 'https://login.example.com/keys',
};
const pair = await generateKeyPair('ES256');
const other = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' };
const verify = callerByJwt(options, createLocalJWKSet({ keys: [jwk] }));

type Changes = {
  iss?: string;
  aud?: string;
  exp?: string;
  key?: typeof pair.privateKey;
  claims?: Record<string, unknown>;
  sub?: string;
};

function token({ iss, aud, exp = '5m', key, claims, sub = 'u-1' }: Changes = {}): Promise<string> {
  return new SignJWT({ scope: 'onboardings:read openid onboardings:operate', ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setSubject(sub)
    .setIssuer(iss ?? options.issuer)
    .setAudience(aud ?? options.audience)
    .setExpirationTime(exp)
    .sign(key ?? pair.privateKey);
}

describe('a JWT', () => {
  test('names its bearer and their scopes', async () => {
    const caller = await verify(await token({ claims: { email: 'op@example.com' } }));
    expect(caller).toMatchObject({ scopes: ['read', 'operate'] });
    // Another person may choose the same email claim; the subject is unique.
    expect(caller?.name).toMatch(/^person:op@example\.com \(.+\)$/);
    expect(caller?.label).toMatch(/^person-[0-9a-f]{8}$/);
  });

  test('without scopes allows nothing', async () => {
    expect((await verify(await token({ claims: { scope: undefined } })))?.scopes).toEqual([]);
  });

  test.each<[string, Changes]>([
    ['of another issuer', { iss: 'https://evil.example.com' }],
    ['for another audience', { aud: 'payroll' }],
    ['that has expired', { exp: '-2m' }],
    ['signed with another key', { key: other.privateKey }],
  ])('%s is rejected', async (_case, changes) => {
    expect(await verify(await token(changes))).toBeUndefined();
  });

  test('that is unsigned, or signed with the public key as a secret, is rejected', async () => {
    const [, claims] = (await token()).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.AA`;
    const symmetric = await new SignJWT({ scope: 'onboardings:read' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setSubject('u')
      .setIssuer(options.issuer)
      .setAudience(options.audience)
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(JSON.stringify(jwk)));
    for (const one of [none, symmetric, 'eyJ.x.y']) expect(await verify(one)).toBeUndefined();
  });

  test('that cannot be verified at the moment is a problem of the service, not an invalid token', async () => {
    let reads = 0;
    const unreachable = callerByJwt(options, () => {
      reads++;
      return Promise.reject(new TypeError('fetch failed'));
    });
    await expect(unreachable(await token())).rejects.toMatchObject({ code: 'identity_unavailable' });
    // For a few seconds no other request reads the keys.
    await expect(unreachable(await token())).rejects.toMatchObject({ code: 'identity_unavailable' });
    expect(reads).toBe(1);
  });
});

test('a JWT is distinguished from a secret by its format', async () => {
  expect(looksLikeJwt(await token())).toBe(true);
  for (const secret of ['first-secret-of-the-hr-system', 'eyJhbGciOi', 'a.b.c'])
    expect(looksLikeJwt(secret)).toBe(false);
});
