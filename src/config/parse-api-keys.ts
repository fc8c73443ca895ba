import { createHash } from 'node:crypto';
import { type ApiKey, ordinaryScopes, type Scope, scopes } from '../contract/config/api-key.ts';
import { entriesOf } from './list-entries.ts';

/** An API key, with its secret if the configuration contains it in plain text, for programs here that call the API. */
export type ConfiguredApiKey = ApiKey & { readonly secret?: string };

const minCharacters = 16;
const format =
  'must be name:secret, or name/read+write:sha256=hash; a name has 1 to 64 letters, digits, dots, - or _';

/** Parses `name:secret`, `name:sha256=<hex>` and `name/read+write:…`. A mistake never contains the secret. */
export function parseApiKeys(text: string): { value: readonly ConfiguredApiKey[] } | { mistakes: string[] } {
  const mistakes: string[] = [];
  const keys: ConfiguredApiKey[] = [];
  for (const [index, entry] of entriesOf(text).entries()) {
    const parsed = parseEntry(entry);
    if (typeof parsed === 'string') mistakes.push(`entry ${index + 1} ${parsed}`);
    else keys.push(parsed);
  }
  if (new Set(keys.map(({ name }) => name)).size < keys.length) mistakes.push('each name must be unique');
  return mistakes.length > 0 ? { mistakes } : { value: keys };
}

function parseEntry(entry: string): ConfiguredApiKey | string {
  const [, name, scopeList, credential] = /^([\w.-]{1,64})(?:\/([a-z+]+))?:\s*(\S+)$/.exec(entry) ?? [];
  if (name === undefined || credential === undefined) return format;
  const granted = scopeList?.split('+') ?? ordinaryScopes;
  const unknown = granted.find((scope) => !(scopes as readonly string[]).includes(scope));
  if (unknown !== undefined)
    return `(${name}): ${unknown} is not a scope; the scopes are ${scopes.join(', ')}`;
  if (granted.includes('provision') && granted.length > 1)
    return `(${name}): provision must be the only scope of its key, because an identity provider needs no other`;
  const common = { name, scopes: granted as readonly Scope[] };
  if (credential.startsWith('sha256=')) {
    const hash = credential.slice('sha256='.length);
    if (!/^[0-9a-f]{64}$/i.test(hash)) return `(${name}): sha256= must be followed by 64 hexadecimal digits`;
    return { ...common, digest: Buffer.from(hash, 'hex') };
  }
  if (credential.length < minCharacters)
    return `(${name}): the secret must have at least ${minCharacters} characters`;
  return { ...common, digest: digestOf(credential), secret: credential };
}

export function digestOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}
