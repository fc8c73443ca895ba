import { sessionKeyOf } from '../auth/session-key.ts';
import type { Config } from '../config/config.ts';
import { createLocalLink, type LocalLink } from '../console/sign-in/local-link.ts';
import type { SignInOptions } from '../console/sign-in/options.ts';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';
import { isLoopback } from '../contract/lib/private-host.ts';
import type { LocalSecrets } from './local-secrets.ts';

/** Returns how people sign in to the console, as the configuration says. */
export function consoleSignIn(
  { console: { publicUrl, oidc }, secrets: { oidcClientSecret } }: Config,
  encryptionKeys: EncryptionKeys,
): Pick<SignInOptions, 'sessionKey' | 'publicUrl' | 'oidc'> {
  // The settings are complete: reading them has checked that.
  const isComplete = oidc !== undefined && publicUrl !== undefined && oidcClientSecret !== undefined;
  return {
    sessionKey: sessionKeyOf(encryptionKeys, 'console'),
    publicUrl,
    oidc: isComplete ? { ...oidc, publicUrl, clientSecret: oidcClientSecret } : undefined,
  };
}

/**
 * Returns a link that signs in with the key that `npm start` made. There is none if the configuration has API keys, which
 * belong to other people too, or if other machines can reach the console.
 */
export function localLinkFor(
  { api: { host }, secrets: { apiKeys } }: Config,
  { apiKey }: LocalSecrets,
): LocalLink | undefined {
  const isLocal = isLoopback(host) || host === '::1';
  return apiKeys.length === 0 && isLocal ? createLocalLink(apiKey) : undefined;
}
