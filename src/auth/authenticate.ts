import type { ApiKey } from '../contract/config/api-key.ts';
import { callerByApiKey } from './api-key-auth.ts';
import { callerByJwt, type JwtOptions, looksLikeJwt } from './jwt-auth.ts';
import type { Authenticate } from './caller.ts';

/** Authenticates by API key and, if an issuer is configured, by its JWTs as well. */
export function createAuthenticate(keys: () => readonly ApiKey[], jwt?: JwtOptions): Authenticate {
  const byKey = callerByApiKey(keys);
  const byJwt = jwt === undefined ? undefined : callerByJwt(jwt);
  return async (token) => (byJwt !== undefined && looksLikeJwt(token) ? await byJwt(token) : byKey(token));
}
