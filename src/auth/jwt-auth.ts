import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { type Scope, scopes } from '../contract/config/api-key.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { Caller } from './caller.ts';
import { displayNameIn, personCaller } from './person-caller.ts';

export type JwtOptions = { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };

/** Public keys only: with a symmetric key, everyone who can verify a token can also sign one. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const clockToleranceSeconds = 30;
const retryAfterSeconds = 5;

/** Whether the token has three parts, the first of which is JSON. The secret of an API key never looks like this. */
export function looksLikeJwt(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(token);
}

/**
 * Creates a function that verifies a JWT of the issuer (RFC 7519, RFC 9068): signature by the issuer's published keys,
 * issuer, audience, times. Its claim `scope` holds the caller's scopes, as `onboardings:read onboardings:operate`.
 */
export function callerByJwt(
  { issuer, audience, jwksUrl }: JwtOptions,
  keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(jwksUrl)),
) {
  let retryAtMs = 0;
  return async (token: string): Promise<Caller | undefined> => {
    // A flood of unsigned tokens must not cause a request to the issuer for each of them.
    if (performance.now() < retryAtMs) throw unavailable();
    try {
      const requirements = { issuer, audience, algorithms, clockTolerance: clockToleranceSeconds };
      const { payload } = await jwtVerify(token, keys, { ...requirements, requiredClaims: ['sub', 'exp'] });
      return callerOf(payload, issuer);
    } catch (error) {
      if (isInvalidToken(error)) return undefined;
      retryAtMs = performance.now() + retryAfterSeconds * 1_000;
      throw unavailable(error);
    }
  };
}

function unavailable(cause?: unknown): ProblemError {
  const detail = 'The keys of the token issuer cannot be read at the moment. Retry in a few seconds.';
  return new ProblemError('identity_unavailable', detail, { retryAfterSeconds, cause });
}

function callerOf(claims: JWTPayload, issuer: string): Caller {
  const { sub: subject = '', scope } = claims;
  const granted = typeof scope === 'string' ? scope.split(' ') : [];
  return personCaller(
    { issuer, subject, displayName: displayNameIn(claims) },
    scopes.filter((one: Scope) => granted.includes(`onboardings:${one}`)),
  );
}

/** Whether the token itself is at fault. Any other error means that the keys could not be read. */
function isInvalidToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(
      error instanceof errors.JWKSTimeout ||
      error instanceof errors.JWKSInvalid ||
      error.code === 'ERR_JOSE_GENERIC'
    )
  );
}
