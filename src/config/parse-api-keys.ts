import { createHash } from 'node:crypto';
import { type ApiKey, type Scope, scopes } from '../contract/config/api-key.ts';
import { entriesOf } from './list-entries.ts';

/** With the secret where it was given in clear, for the programs here that call the API themselves. */
export type ConfiguredApiKey = ApiKey & { readonly secret?: string };

const leastCharacters = 16;
const form =
  'must be name:secret, or name/read+write:sha256=hash; a name has 1 to 64 letters, digits, dots, - or _';

/** Reads `name:secret`, `name:sha256=<hex>`, `name/read+write:…`. What is wrong is told without the secret. */
export function parseApiKeys(text: string): { value: readonly ConfiguredApiKey[] } | { mistakes: string[] } {
  const mistakes: string[] = [];
  const keys: ConfiguredApiKey[] = [];
  for (const [index, entry] of entriesOf(text).entries()) {
    const parsed = parseEntry(entry);
    if (typeof parsed === 'string') mistakes.push(`entry ${index + 1} ${parsed}`);
    else keys.push(parsed);
  }
  if (new Set(keys.map(({ name }) => name)).size < keys.length)
    mistakes.push('each name may stand only once');
  return mistakes.length > 0 ? { mistakes } : { value: keys };
}

function parseEntry(entry: string): ConfiguredApiKey | string {
  const [, name, granted, given] = /^([\w.-]{1,64})(?:\/([a-z+]+))?:\s*(\S+)$/.exec(entry) ?? [];
  if (name === undefined || given === undefined) return form;
  const wanted = granted?.split('+') ?? [...scopes];
  const unknown = wanted.find((one) => !(scopes as readonly string[]).includes(one));
  if (unknown !== undefined) return `(${name}) has the scope ${unknown}; there are ${scopes.join(', ')}`;
  const common = { name, scopes: wanted as readonly Scope[] };
  if (given.startsWith('sha256=')) {
    const hash = given.slice('sha256='.length);
    if (!/^[0-9a-f]{64}$/i.test(hash)) return `(${name}): sha256= must be followed by 64 hexadecimal digits`;
    return { ...common, digest: Buffer.from(hash, 'hex') };
  }
  if (given.length < leastCharacters)
    return `(${name}): the secret must have at least ${leastCharacters} characters`;
  return { ...common, digest: digestOf(given), secret: given };
}

export function digestOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}
