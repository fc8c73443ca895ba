import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { z } from 'zod';

/** How long a person stays signed in: a working day. */
export const sessionLifetimeSeconds = 8 * 3_600;

export type Seal<Content> = {
  readonly lifetimeSeconds: number;
  /** Returns the content as text that nobody without the key can read or make, for a cookie. */
  readonly seal: (content: Content) => Promise<string>;
  /** Returns the content, or `undefined` if the text was not sealed with this key for this purpose, or has expired. */
  readonly open: (sealed: string) => Promise<Content | undefined>;
};

type SealOptions<Content> = {
  /** 32 bytes. Every process with the same key can open what one of them has sealed. */
  readonly key: Uint8Array;
  /** What is sealed for one purpose does not open for another, although the key is the same. */
  readonly purpose: string;
  readonly lifetimeSeconds: number;
  readonly schema: z.ZodType<Content>;
  readonly now?: (() => number) | undefined;
};

/**
 * Seals content as an encrypted JWT (https://www.rfc-editor.org/rfc/rfc7519, AES-256-GCM by the key itself), with a
 * purpose and an expiry. Other code may have sealed it, so what is opened must match the schema.
 */
export function createSeal<Content>(options: SealOptions<Content>): Seal<Content> {
  const { key, purpose, lifetimeSeconds, schema, now = Date.now } = options;
  return {
    lifetimeSeconds,
    seal(content) {
      return new EncryptJWT({ content })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(purpose)
        .setExpirationTime(Math.floor(now() / 1_000) + lifetimeSeconds)
        .encrypt(key);
    },
    async open(sealed) {
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          audience: purpose,
          requiredClaims: ['exp'],
          currentDate: new Date(now()),
        });
        return schema.safeParse(payload['content']).data;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
