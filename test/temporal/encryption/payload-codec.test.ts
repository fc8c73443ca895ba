import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import type { EncryptionKey, EncryptionKeys } from '../../../src/contract/config/encryption-key.ts';
import { createPayloadCodec } from '../../../src/temporal/encryption/payload-codec.ts';

const keyOf = (id: string): EncryptionKey => ({ id, key: Buffer.alloc(32, id) });
const codecOf = (...ids: [string, ...string[]]) =>
  createPayloadCodec(ids.map(keyOf) as unknown as EncryptionKeys);
const secret = { email: 'ada@example.com' };
const plain = defaultPayloadConverter.toPayload<object>(secret);

async function roundTrip(encoding: ReturnType<typeof codecOf>, decoding = encoding): Promise<unknown> {
  const [decoded] = await decoding.decode(await encoding.encode([plain]));
  return defaultPayloadConverter.fromPayload(decoded as Payload);
}

describe('the payload codec', () => {
  test('decodes what it encoded, which is not readable', async () => {
    const codec = codecOf('one');
    expect(await roundTrip(codec)).toEqual(secret);
    const [encoded] = await codec.encode([plain]);
    expect(Buffer.from(encoded?.data ?? []).toString('latin1')).not.toContain('ada');
    expect(Object.keys(encoded?.metadata ?? {}).toSorted()).toEqual(['encoding', 'encryption-key-id']);
  });

  test('encrypts the same payload differently each time', async () => {
    const [one, other] = await codecOf('one').encode([plain, plain]);
    expect(one?.data).not.toEqual(other?.data);
  });

  test('decrypts with every key, and encrypts with the first', async () => {
    expect(await roundTrip(codecOf('old'), codecOf('new', 'old'))).toEqual(secret);
    expect(await roundTrip(codecOf('new', 'old'), codecOf('new'))).toEqual(secret);
  });

  test('names the key that is missing', async () => {
    await expect(roundTrip(codecOf('old'), codecOf('new'))).rejects.toThrow(
      /key "old".*ONBOARDING_ENCRYPTION_KEYS/,
    );
  });

  test('returns payloads that were never encrypted unchanged', async () => {
    expect(await codecOf('one').decode([plain])).toEqual([plain]);
  });

  test("rejects a payload if a byte of the data or the key's ID was changed", async () => {
    const same = [
      { id: 'one', key: Buffer.alloc(32, 'k') },
      { id: 'two', key: Buffer.alloc(32, 'k') },
    ] as const;
    const codec = createPayloadCodec(same);
    const [encoded] = (await codec.encode([plain])) as [Payload];
    const data = Buffer.from(encoded.data ?? []);
    data[20] = (data[20] ?? 0) ^ 1;
    await expect(codec.decode([{ ...encoded, data }])).rejects.toThrow(
      /not the one of that name .*, or it was changed/,
    );
    const metadata = { ...encoded.metadata, 'encryption-key-id': Buffer.from('two') };
    await expect(codec.decode([{ ...encoded, metadata }])).rejects.toThrow(
      /not the one of that name .*, or it was changed/,
    );
  });
});
