import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export type Sessions = {
  readonly lifetimeSeconds: number;
  /** What the cookie of somebody who signed in with this token holds. */
  readonly seal: (token: string) => string;
  /** The token again; `undefined` for what was not sealed here, or too long ago. */
  readonly tokenIn: (session: string) => string | undefined;
};

const lifetimeSeconds = 8 * 3_600;
const [ivBytes, tagBytes] = [12, 16];
const cipher = 'aes-256-gcm';

/**
 * Sessions that hold the token itself, sealed (AES-256-GCM, a key of 32 bytes): any codec server with the same key can
 * open them, and whose key was removed is refused with the next request.
 */
export function createSessions(key: Uint8Array, now: () => number = Date.now): Sessions {
  return {
    lifetimeSeconds,
    seal(token) {
      const iv = randomBytes(ivBytes);
      const sealing = createCipheriv(cipher, key, iv);
      const until = Math.floor(now() / 1_000) + lifetimeSeconds;
      const text = Buffer.concat([sealing.update(`${until} ${token}`), sealing.final()]);
      return Buffer.concat([iv, sealing.getAuthTag(), text]).toString('base64url');
    },
    tokenIn(session) {
      const bytes = Buffer.from(session, 'base64url');
      if (bytes.length <= ivBytes + tagBytes) return undefined;
      try {
        const opening = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes));
        opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        const rest = bytes.subarray(ivBytes + tagBytes);
        const text = Buffer.concat([opening.update(rest), opening.final()]).toString('utf8');
        const [until, token] = text.split(' ');
        return Number(until) * 1_000 > now() ? token : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
