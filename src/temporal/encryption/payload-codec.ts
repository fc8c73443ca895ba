import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { EncryptionKeys } from '../../contract/config/encryption-key.ts';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** The names that Temporal's own examples use for these. */
const encodingName = 'encoding';
const keyIdName = 'encryption-key-id';
const encoding = 'binary/encrypted';

/**
 * Encrypts whatever the service gives to Temporal: arguments, results, memos, summaries, and, with the failure converter
 * beside this file, messages and stacks of failures. AES-256-GCM; the data is IV ‖ ciphertext ‖ tag, and the id of the key
 * is authenticated with it. What is not encrypted is passed on as it is, so that a run which began before still decodes.
 */
export function createPayloadCodec(keys: EncryptionKeys): PayloadCodec {
  const [current] = keys;
  const byId = new Map(keys.map((one) => [one.id, one.key]));

  function encrypt(payload: Payload): Payload {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, current.key, iv, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(current.id));
    const plain = PayloadMessage.encode(payload).finish();
    return {
      metadata: { [encodingName]: Buffer.from(encoding), [keyIdName]: Buffer.from(current.id) },
      data: Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
    };
  }

  function decrypt(payload: Payload): Payload {
    if (text(payload.metadata?.[encodingName]) !== encoding) return payload;
    const id = text(payload.metadata?.[keyIdName]);
    const key = byId.get(id);
    if (key === undefined)
      throw new Error(
        `Encrypted with the key ${JSON.stringify(id)}, which is not among ONBOARDING_ENCRYPTION_KEYS. Add it at the end.`,
      );
    const data = Buffer.from(payload.data ?? []);
    const decipher = createDecipheriv(algorithm, key, data.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(data.subarray(-tagBytes));
    const plain = Buffer.concat([decipher.update(data.subarray(ivBytes, -tagBytes)), decipher.final()]);
    return PayloadMessage.decode(plain);
  }

  return {
    encode: (payloads) => Promise.resolve(payloads.map(encrypt)),
    // Within a promise: what cannot be decrypted rejects, and does not throw.
    decode: (payloads) => new Promise((resolve) => resolve(payloads.map(decrypt))),
  };
}

function text(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}
