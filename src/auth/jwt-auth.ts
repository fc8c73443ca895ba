import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { type Scope, scopes } from '../contract/config/api-key.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { Caller } from './caller.ts';

export type JwtOptions = { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };

/** Public keys only: with a symmetric one, whoever can verify can also sign. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const clockToleranceSeconds = 30;
const askAgainAfterSeconds = 5;

/** Three parts, the first of which is JSON: no secret of an API key looks like this. */
export function looksLikeJwt(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(token);
}

/**
 * Verifies a JWT of the issuer (RFC 7519, RFC 9068): signature by its published keys, issuer, audience, times. What
 * its bearer may do stands in `scope`, as `onboardings:read onboardings:operate`.
 */
export function callerByJwt(
  { issuer, audience, jwksUrl }: JwtOptions,
  keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(jwksUrl)),
) {
  let askAgainAt = 0;
  return async (token: string): Promise<Caller | undefined> => {
    // Whoever sends tokens that nobody signed must not have the issuer asked for each.
    if (performance.now() < askAgainAt) throw unavailable();
    try {
      const requirements = { issuer, audience, algorithms, clockTolerance: clockToleranceSeconds };
      const { payload } = await jwtVerify(token, keys, { ...requirements, requiredClaims: ['sub', 'exp'] });
      return callerOf(payload, issuer);
    } catch (error) {
      if (isAboutTheToken(error)) return undefined;
      askAgainAt = performance.now() + askAgainAfterSeconds * 1_000;
      throw unavailable(error);
    }
  };
}

function unavailable(cause?: unknown): ProblemError {
  const words = 'The keys of the issuer cannot be read now. Try again.';
  return new ProblemError('identity_unavailable', words, { retryAfterSeconds: askAgainAfterSeconds, cause });
}

function callerOf(claims: JWTPayload, issuer: string): Caller {
  const { sub = '', scope } = claims;
  const granted = typeof scope === 'string' ? scope.split(' ') : [];
  const named = [claims['preferred_username'], claims['email']].find((one) => typeof one === 'string');
  // A subject may be an address. So short a hash tells people apart, and does not prove which one it was.
  const label = createHash('sha256').update(`${issuer}\u0000${sub}`).digest('hex').slice(0, 8);
  return {
    // No key has a colon in its name, so nobody can pass for one by what they call themselves.
    // The subject is what is one person's for good; the other names are theirs to read.
    name: named === undefined ? `person:${sub}` : `person:${named} (${sub})`,
    label: `person-${label}`,
    scopes: scopes.filter((one: Scope) => granted.includes(`onboardings:${one}`)),
  };
}

/** Anything else says that the keys could not be had. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(
      error instanceof errors.JWKSTimeout ||
      error instanceof errors.JWKSInvalid ||
      error.code === 'ERR_JOSE_GENERIC'
    )
  );
}
