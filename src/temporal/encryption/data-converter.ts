import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { EncryptionKeys } from '../../contract/config/encryption-key.ts';
import { createPayloadCodec } from './payload-codec.ts';

export const failureConverterPath = fileURLToPath(new URL('failure-converter.ts', import.meta.url));

/** The data converter of every client and worker. With it, Temporal stores nothing about an onboarding in plain text. */
export function encryptionDataConverter(keys: EncryptionKeys): DataConverter {
  return { failureConverterPath, payloadCodecs: [createPayloadCodec(keys)] };
}
