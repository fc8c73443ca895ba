import { type Client as TemporalClient, Client, type Connection } from '@temporalio/client';
import type { EncryptionKeys } from '../../src/contract/config/encryption-key.ts';
import { encryptionDataConverter } from '../../src/temporal/encryption/data-converter.ts';

/** One for all tests, so that whoever looks at a run of another process can read it. */
export const testEncryptionKeys: EncryptionKeys = [{ id: 'test', key: Buffer.alloc(32, 'test key ') }];

/** The same as the value of `ONBOARDING_ENCRYPTION_KEYS`. */
export const testEncryptionSetting = testEncryptionKeys
  .map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`)
  .join();

/** A client that reads and writes what the workers under test do. */
export function clientOn(connection: Connection): TemporalClient {
  return new Client({ connection, dataConverter: encryptionDataConverter(testEncryptionKeys) });
}
