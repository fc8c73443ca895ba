import type { EncryptionKey, EncryptionKeys } from '../contract/config/encryption-key.ts';
import { entriesOf } from './list-entries.ts';

const keyBytes = 32;

/** Parses entries of `id:base64 of 32 bytes`. A mistake never contains the key. */
export function parseEncryptionKeys(text: string): { value: EncryptionKeys } | { mistakes: string[] } {
  const mistakes: string[] = [];
  const keys: EncryptionKey[] = [];
  for (const [index, entry] of entriesOf(text).entries()) {
    const [, id, encoded] = /^([\w.-]{1,32}):([A-Za-z0-9+/_-]+=*)$/.exec(entry) ?? [];
    if (id === undefined || encoded === undefined) {
      mistakes.push(`entry ${index + 1} must be id:base64; an id has 1 to 32 letters, digits, dots, - or _`);
      continue;
    }
    const key = Buffer.from(encoded, 'base64');
    if (key.length !== keyBytes)
      mistakes.push(
        `the key ${id} must have ${keyBytes} bytes, not ${key.length}; create one with openssl rand -base64 ${keyBytes}`,
      );
    if (keys.some((other) => other.id === id)) mistakes.push(`the id ${id} must be unique`);
    keys.push({ id, key });
  }
  const [first, ...others] = keys;
  if (mistakes.length > 0) return { mistakes };
  return first === undefined
    ? { mistakes: ['must contain at least one key, as id:base64'] }
    : { value: [first, ...others] };
}
