import { randomBytes } from 'node:crypto';
import { digestsMatch } from '../../auth/digests-match.ts';
import { signInPath } from './paths.ts';

/**
 * A link that signs its reader in with the key that `npm start` made. It works once. The person who reads the terminal is
 * the person who started the service; a button on the sign-in page would sign in everyone who can reach the port: other
 * users of the machine, their programs, and containers. A link that works again would stay in the browser's history,
 * which may be synchronized. It is a GET with an effect, which is safe because its address is a secret of 192 bits.
 */
export type LocalLink = {
  /** Path and query of the link. */
  readonly path: string;
  /** Returns the API key if the token is that of the link and was not used before. */
  readonly redeem: (token: string) => string | undefined;
};

export function createLocalLink(apiKey: string): LocalLink {
  const secret = randomBytes(24).toString('base64url');
  let isUsed = false;
  return {
    path: `${signInPath}/local?token=${secret}`,
    redeem(token) {
      if (isUsed || !digestsMatch(token, secret)) return undefined;
      isUsed = true;
      return apiKey;
    },
  };
}
