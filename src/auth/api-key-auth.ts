import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../contract/config/api-key.ts';
import type { Caller } from './caller.ts';

/**
 * Finds the key of a secret. `keys` is asked each time, so that keys can come and go while the process runs. The
 * secret is compared with every key by its digest, so that the time taken tells neither its length nor which key it was.
 */
export function callerByApiKey(keys: () => readonly ApiKey[]) {
  return (secret: string): Caller | undefined => {
    const digest = createHash('sha256').update(secret).digest();
    const matching = keys().filter((key) => timingSafeEqual(key.digest, digest));
    return matching.map(({ name, scopes }) => ({ name, label: name, scopes }))[0];
  };
}
