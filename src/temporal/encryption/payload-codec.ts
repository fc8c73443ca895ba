import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { EncryptionKeys } from '../../contract/config/encryption-key.ts';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Metadata keys, named as in Temporal's own examples. */
const encodingMetadata = 'encoding';
const keyIdMetadata = 'encryption-key-id';
const encoding = 'binary/encrypted';

/**
 * Encrypts everything that the service sends to Temporal: arguments, results, memos, summaries, and, with the failure
 * converter beside this file, messages and stacks of failures. Uses AES-256-GCM; the data is IV ‖ ciphertext ‖ tag, and
 * the key's ID is authenticated as well. Payloads that are not encrypted are returned unchanged, so that workflows from
 * before the encryption still decode.
 */
export function createPayloadCodec(keys: EncryptionKeys): PayloadCodec {
  const [current] = keys;
  const byId = new Map(keys.map(({ id, key }) => [id, key]));

  function encrypt(payload: Payload): Payload {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, current.key, iv, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(current.id));
    const plain = PayloadMessage.encode(payload).finish();
    return {
      metadata: { [encodingMetadata]: Buffer.from(encoding), [keyIdMetadata]: Buffer.from(current.id) },
      data: Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
    };
  }

  function decrypt(payload: Payload): Payload {
    if (text(payload.metadata?.[encodingMetadata]) !== encoding) return payload;
    const id = encryptionKeyIdOf(payload) ?? '';
    const key = byId.get(id);
    if (key === undefined)
      throw new Error(
        `This data is encrypted with the key ${JSON.stringify(id)}, which ONBOARDING_ENCRYPTION_KEYS does not contain. Add that key at the end.`,
      );
    return PayloadMessage.decode(decryptWith(key, id, Buffer.from(payload.data ?? [])));
  }

  return {
    encode: (payloads) => Promise.resolve(payloads.map(encrypt)),
    // Inside the promise, so that a failed decryption rejects instead of throwing.
    decode: (payloads) => new Promise((resolve) => resolve(payloads.map(decrypt))),
  };
}

/** Throws if the key is not the one that encrypted the data, or if the data was changed. */
function decryptWith(key: Uint8Array, id: string, data: Buffer): Buffer {
  try {
    const decipher = createDecipheriv(algorithm, key, data.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(data.subarray(-tagBytes));
    return Buffer.concat([decipher.update(data.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch (error) {
    throw new Error(
      `This data is encrypted with a key named ${JSON.stringify(id)} that is not the one of that name in ONBOARDING_ENCRYPTION_KEYS, or it was changed. Give different keys different names, and add the right one at the end.`,
      { cause: error },
    );
  }
}

/** Returns the ID of the key that encrypted the payload, or `undefined` if it is not encrypted. */
export function encryptionKeyIdOf({ metadata }: Payload): string | undefined {
  return text(metadata?.[encodingMetadata]) === encoding ? text(metadata?.[keyIdMetadata]) : undefined;
}

function text(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}
