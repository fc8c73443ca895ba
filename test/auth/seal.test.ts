import { EncryptJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createSeal } from '../../src/auth/seal.ts';

const key = Buffer.alloc(32, 'k');
const schema = z.object({ token: z.string() });
const common = { key, purpose: 'session', lifetimeSeconds: 60, schema };
const { seal, open } = createSeal(common);

describe('a sealed text', () => {
  test('returns its content and shows nothing of it', async () => {
    const sealed = await seal({ token: 'a-secret' });
    const parts = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(parts.join()).not.toContain('a-secret');
    expect(await open(sealed)).toEqual({ token: 'a-secret' });
  });

  test('expires', async () => {
    let now = 1_800_000_000_000;
    const timed = createSeal({ ...common, now: () => now });
    const sealed = await timed.seal({ token: 't' });
    now += 59_000;
    expect(await timed.open(sealed)).toEqual({ token: 't' });
    now += 1_000;
    expect(await timed.open(sealed)).toBeUndefined();
  });

  test('opens with its own key only', async () => {
    const other = createSeal({ ...common, key: Buffer.alloc(32, 'x') });
    expect(await other.open(await seal({ token: 't' }))).toBeUndefined();
  });

  test('opens for its own purpose only', async () => {
    const other = createSeal({ ...common, purpose: 'sign-in' });
    expect(await other.open(await seal({ token: 't' }))).toBeUndefined();
  });

  test('that other code has sealed with other content does not open', async () => {
    const other = createSeal({ ...common, schema: z.object({ user: z.string() }) });
    expect(await open(await other.seal({ user: 'u' }))).toBeUndefined();
  });

  test('without an expiry does not open', async () => {
    const eternal = await new EncryptJWT({ content: { token: 't' } })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience('session')
      .encrypt(key);
    expect(await open(eternal)).toBeUndefined();
  });

  test('of another algorithm does not open', async () => {
    const wrapped = await new EncryptJWT({ content: { token: 't' } })
      .setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM' })
      .setAudience('session')
      .setExpirationTime('1h')
      .encrypt(key);
    expect(await open(wrapped)).toBeUndefined();
  });

  test('that is changed in any one place does not open', async () => {
    const sealed = await seal({ token: 't' });
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'Q' : 'A';
      const forged = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      // The last character of a part may have bits that belong to no byte.
      if (sealed[at + 1] === '.' || at === sealed.length - 1) continue;
      expect(await open(forged), `changed at ${at}`).toBeUndefined();
    }
  });

  test('that is truncated anywhere does not open', async () => {
    const sealed = await seal({ token: 't' });
    for (let length = 0; length < sealed.length; length++)
      expect(await open(sealed.slice(0, length)), `${length} characters`).toBeUndefined();
  });
});
