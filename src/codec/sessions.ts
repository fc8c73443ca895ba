import { createHmac, timingSafeEqual } from 'node:crypto';

export type Sessions = {
  readonly lifetimeSeconds: number;
  readonly open: () => string;
  readonly isOpen: (session: string) => boolean;
};

const lifetimeSeconds = 8 * 3_600;

/** Sessions that say themselves until when they hold, signed; so any codec server with the same key knows them. */
export function createSessions(key: Uint8Array, now: () => number = Date.now): Sessions {
  const signatureOf = (until: string) => createHmac('sha256', key).update(`session ${until}`).digest();
  return {
    lifetimeSeconds,
    open() {
      const until = String(Math.floor(now() / 1_000) + lifetimeSeconds);
      return `${until}.${signatureOf(until).toString('base64url')}`;
    },
    isOpen(session) {
      const [until = '', signature = ''] = session.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = signatureOf(until);
      return (
        given.length === expected.length && timingSafeEqual(given, expected) && Number(until) * 1_000 > now()
      );
    },
  };
}
