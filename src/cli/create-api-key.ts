import { randomBytes } from 'node:crypto';
import { digestOf, parseApiKeys } from '../config/parse-api-keys.ts';

/**
 * Creates a random secret and its entry for `ONBOARDING_API_KEYS`. `scopes` are joined by `+`; without them the key has
 * all scopes but `provision`. Throws `TypeError` if the name or a scope is invalid.
 */
export function createApiKey(
  name: string | undefined,
  scopes: string | undefined,
): { readonly secret: string; readonly entry: string } {
  if (name === undefined) throw new TypeError('A name is required.');
  const secret = randomBytes(24).toString('base64url');
  const hash = Buffer.from(digestOf(secret)).toString('hex');
  const entry = `${name}${scopes === undefined ? '' : `/${scopes}`}:sha256=${hash}`;
  const parsed = parseApiKeys(entry);
  if ('mistakes' in parsed) throw new TypeError(`Cannot create this key: ${parsed.mistakes.join('; ')}.`);
  return { secret, entry };
}
