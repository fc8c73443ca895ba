import { type Client as TemporalClient, Client, type Connection } from '@temporalio/client';
import type { EncryptionKeys } from '../../src/contract/config/encryption-key.ts';
import { encryptionDataConverter } from '../../src/temporal/encryption/data-converter.ts';

/** The same key for all tests, so that each process can read what the others wrote. */
export const testEncryptionKeys: EncryptionKeys = [{ id: 'test', key: Buffer.alloc(32, 'test key ') }];

/** The same key as the value of `ONBOARDING_ENCRYPTION_KEYS`. */
export const testEncryptionSetting = testEncryptionKeys
  .map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`)
  .join();

/** Returns a client with the same encryption as the workers under test. */
export function clientOn(connection: Connection, keys: EncryptionKeys = testEncryptionKeys): TemporalClient {
  return new Client({ connection, dataConverter: encryptionDataConverter(keys) });
}
