import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export type Sessions = {
  readonly lifetimeSeconds: number;
  /** Returns the value of the cookie for a person who signed in with this token. */
  readonly seal: (token: string) => string;
  /** Returns the token of a cookie, or `undefined` if it was not sealed with this key or has expired. */
  readonly tokenIn: (session: string) => string | undefined;
};

const lifetimeSeconds = 8 * 3_600;
const [ivBytes, tagBytes] = [12, 16];
const algorithm = 'aes-256-gcm';

/**
 * Creates sessions that contain the token itself, encrypted with AES-256-GCM and a key of 32 bytes. Every codec server
 * with the same key can open them. The token is verified with each request, so removing an API key ends its sessions.
 */
export function createSessions(key: Uint8Array, now: () => number = Date.now): Sessions {
  return {
    lifetimeSeconds,
    seal(token) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, key, iv);
      const expiresAt = Math.floor(now() / 1_000) + lifetimeSeconds;
      const encrypted = Buffer.concat([cipher.update(`${expiresAt} ${token}`), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64url');
    },
    tokenIn(session) {
      const bytes = Buffer.from(session, 'base64url');
      if (bytes.length <= ivBytes + tagBytes) return undefined;
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes));
        decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        const encrypted = bytes.subarray(ivBytes + tagBytes);
        const text = Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
        const [expiresAt, token] = text.split(' ');
        return Number(expiresAt) * 1_000 > now() ? token : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
