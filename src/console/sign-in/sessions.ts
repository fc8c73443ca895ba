import { z } from 'zod';
import type { Caller } from '../../auth/caller.ts';
import { personCaller } from '../../auth/person-caller.ts';
import { createSeal, type Seal, sessionLifetimeSeconds } from '../../auth/seal.ts';
import { scopes } from '../../contract/config/api-key.ts';
import { fingerprintOf } from './oidc-options.ts';
import type { SignInOptions } from './options.ts';

/** OpenID Connect allows no longer subject: https://openid.net/specs/openid-connect-core-1_0.html#IDToken */
const maxSubjectLength = 255;

const session = z.discriminatedUnion('by', [
  // Browsers accept cookies of 4,096 bytes, and a sealed text is a third longer than its content.
  z.object({ by: z.literal('token'), token: z.string().min(1).max(2_800) }),
  z.object({
    by: z.literal('oidc'),
    subject: z.string().min(1).max(maxSubjectLength),
    displayName: z.string().max(100).optional(),
    scopes: z.array(z.enum(scopes)).readonly(),
    /** The rules that gave these scopes. */
    rules: z.string(),
  }),
]);

/** Who is signed in: the token of an API key, or a person as the identity provider described them. */
export type Session = z.infer<typeof session>;

export type Sessions = Pick<Seal<Session>, 'lifetimeSeconds' | 'seal'> & {
  /**
   * Returns the caller of the session in a cookie, or `undefined` if there is none or it has ended. A token is verified each
   * time, so that removing an API key ends its sessions. Throws `ProblemError` (`identity_unavailable`) as `Authenticate`
   * does.
   */
  readonly callerIn: (cookie: string | undefined) => Promise<Caller | undefined>;
};

/** Creates the sessions of the console. Whether content fits into a session is checked when it is sealed. */
export function createSessions({ authenticate, sessionKey, oidc, now }: SignInOptions): Sessions {
  const lifetimeSeconds = sessionLifetimeSeconds;
  const purpose = 'console session';
  const { seal, open } = createSeal({ key: sessionKey, purpose, lifetimeSeconds, schema: session, now });
  const rules = oidc === undefined ? undefined : fingerprintOf(oidc);
  return {
    lifetimeSeconds,
    seal: async (content) => await seal(session.parse(content)),
    async callerIn(cookie) {
      const content = cookie === undefined ? undefined : await open(cookie);
      if (content?.by === 'token') return await authenticate(content.token);
      if (content === undefined || oidc === undefined || content.rules !== rules) return undefined;
      const { subject, displayName } = content;
      return personCaller({ issuer: oidc.issuer, subject, displayName }, content.scopes);
    },
  };
}
