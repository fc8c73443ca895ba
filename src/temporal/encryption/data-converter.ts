import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { EncryptionKeys } from '../../contract/config/encryption-key.ts';
import { createPayloadCodec } from './payload-codec.ts';

export const failureConverterPath = fileURLToPath(new URL('failure-converter.ts', import.meta.url));

/** For every client and worker: nothing that a run knows stands in clear in Temporal. */
export function encryptionDataConverter(keys: EncryptionKeys): DataConverter {
  return { failureConverterPath, payloadCodecs: [createPayloadCodec(keys)] };
}
