import { z } from 'zod';
import { createSeal, type Seal, sessionLifetimeSeconds } from '../auth/seal.ts';

/**
 * Sessions that contain the token with which a person signed in. It is verified with each request, so removing an API
 * key ends its sessions.
 */
export type TokenSessions = Seal<{ readonly token: string }>;

export function createTokenSessions(key: Uint8Array): TokenSessions {
  return createSeal({
    key,
    purpose: 'codec server session',
    lifetimeSeconds: sessionLifetimeSeconds,
    schema: z.object({ token: z.string() }),
  });
}
