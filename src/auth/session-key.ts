import { hkdfSync } from 'node:crypto';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';

/**
 * Derives the key that seals the sessions of a program (RFC 5869) from the first encryption key, which all processes
 * share: there is no further secret to keep, and no program opens the sessions of another. A new first encryption key
 * ends every session.
 */
export function sessionKeyOf(
  [{ key }]: EncryptionKeys,
  program: 'codec server' | 'console',
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdfSync('sha256', key, '', `${program} sessions`, 32));
}
