import { expect, test } from 'vitest';
import { sessionKeyOf } from '../../src/auth/session-key.ts';

const keyOf = (byte: number) => ({ id: `key-${byte}`, key: Buffer.alloc(32, byte) });

test('each program and each encryption key has a session key of its own, and it is not the encryption key', () => {
  const [one, other] = [keyOf(1), keyOf(2)];
  const keys = [
    sessionKeyOf([one], 'console'),
    sessionKeyOf([one], 'codec server'),
    sessionKeyOf([other, one], 'console'),
    one.key,
    other.key,
  ].map((key) => Buffer.from(key).toString('hex'));
  expect(new Set(keys).size).toBe(keys.length);
  expect(sessionKeyOf([one, other], 'console')).toEqual(sessionKeyOf([one], 'console'));
});
