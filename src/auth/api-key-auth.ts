import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../contract/config/api-key.ts';
import type { Caller } from './caller.ts';

/**
 * Creates a function that finds the caller of a secret. `keys` is called for each request, so that keys can change while
 * the process runs. The digest of the secret is compared with every key, so that the time taken reveals neither the
 * length of the secret nor which key it matched.
 */
export function callerByApiKey(keys: () => readonly ApiKey[]) {
  return (secret: string): Caller | undefined => {
    const digest = createHash('sha256').update(secret).digest();
    const matching = keys().filter((key) => timingSafeEqual(key.digest, digest));
    return matching.map(({ name, scopes }) => ({ name, label: name, scopes }))[0];
  };
}
