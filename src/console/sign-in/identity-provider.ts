import * as client from 'openid-client';
import { z } from 'zod';
import { displayNameIn } from '../../auth/person-caller.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { isLoopback } from '../../contract/lib/private-host.ts';
import { type OidcOptions, scopesOf } from './oidc-options.ts';
import { signInPath } from './paths.ts';

/** What the browser that starts a sign-in keeps until the provider sends it back. */
export const checks = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

export type Checks = z.infer<typeof checks>;

/** A person whom the provider has signed in. `scopes` is empty if none of their values is mapped. */
export type ProviderUser = {
  readonly subject: string;
  readonly displayName: string | undefined;
  readonly scopes: readonly Scope[];
};

export type IdentityProvider = {
  /** Returns where to send the browser. Rejects as `describeFailure` says. */
  readonly begin: () => Promise<{ readonly url: string; readonly checks: Checks }>;
  /** Redeems the response of the provider, `query` of the callback. Rejects as `describeFailure` says. */
  readonly finish: (query: string, checks: Checks) => Promise<ProviderUser>;
};

export const callbackPath = `${signInPath}/oidc/callback`;

const timeoutSeconds = 10;
const maxDisplayNameLength = 100;

/**
 * Creates the client of an OpenID provider: authorization code flow with PKCE, state and nonce. The provider is discovered
 * by the first sign-in and not at start, so that the API starts while the provider is down.
 */
export function createIdentityProvider(options: OidcOptions): IdentityProvider {
  const redirectUri = new URL(callbackPath, options.publicUrl);
  let discovered: Promise<client.Configuration> | undefined;
  const configuration = async () => {
    discovered ??= discover(options);
    try {
      return await discovered;
    } catch (error) {
      discovered = undefined;
      throw error;
    }
  };
  return {
    async begin() {
      const config = await configuration();
      const state = client.randomState();
      const nonce = client.randomNonce();
      const verifier = client.randomPKCECodeVerifier();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri.href,
        scope: options.scope,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, checks: { state, nonce, verifier } };
    },
    async finish(query, { state, nonce, verifier }) {
      const config = await configuration();
      const url = new URL(`?${query}`, redirectUri);
      const tokens = await client.authorizationCodeGrant(config, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
      });
      const claims = tokens.claims();
      // The library requires an ID token if a nonce is expected.
      if (claims === undefined) throw new Error('the provider sent no ID token');
      const all = await withUserInfo(config, tokens.access_token, claims, options.claim);
      return {
        subject: claims.sub,
        displayName: displayNameIn(all)?.slice(0, maxDisplayNameLength),
        scopes: scopesOf(all[options.claim], options.roles),
      };
    },
  };
}

function discover({ issuer, clientId, clientSecret }: OidcOptions): Promise<client.Configuration> {
  const server = new URL(issuer);
  // The settings allow plain HTTP on this machine only.
  const insecure = server.protocol === 'http:' && isLoopback(server.hostname);
  return client.discovery(server, clientId, undefined, authenticateBy(clientSecret), {
    timeout: timeoutSeconds,
    execute: [client.enableNonRepudiationChecks, ...(insecure ? [client.allowInsecureRequests] : [])],
  });
}

/** Sends the secret as the provider wants it; `client_secret_basic` is the default of OpenID Connect Discovery. */
function authenticateBy(secret: string): client.ClientAuth {
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic')
      ? client.ClientSecretBasic(secret)
      : client.ClientSecretPost(secret);
    authenticate(server, ...rest);
  };
}

/** Some providers put groups into the response of their userinfo endpoint and not into the ID token. */
async function withUserInfo(
  config: client.Configuration,
  accessToken: string,
  claims: client.IDToken,
  claim: string,
): Promise<Readonly<Record<string, unknown>>> {
  if (claims[claim] !== undefined || config.serverMetadata().userinfo_endpoint === undefined) return claims;
  return { ...(await client.fetchUserInfo(config, accessToken, claims.sub)), ...claims };
}

/** Why a sign-in at the provider failed: it is down, it refused the person, or its response is not to be trusted. */
export type ProviderFailure = {
  readonly kind: 'unavailable' | 'refused' | 'invalid';
  /** For the log: a code and a sentence of the library or the provider, which name no person. */
  readonly reason: string;
};

export function describeFailure(error: unknown): ProviderFailure {
  if (error instanceof client.AuthorizationResponseError)
    return { kind: 'refused', reason: `the provider returned ${plainCode(error.error)}` };
  if (error instanceof client.ResponseBodyError)
    return {
      kind: error.status >= 500 ? 'unavailable' : 'invalid',
      reason: `the token endpoint returned ${error.status} ${plainCode(error.error)}`,
    };
  if (!(error instanceof Error)) return { kind: 'invalid', reason: 'unknown' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const reason = code === undefined ? error.message : `${code}: ${error.message}`;
  return { kind: isUnavailable(error, code) ? 'unavailable' : 'invalid', reason };
}

function isUnavailable(error: Error, code: string | undefined): boolean {
  // `fetch` rejects like this if there is no connection; the cause says why.
  if (error instanceof TypeError) return code === undefined && error.cause !== undefined;
  if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT') return true;
  return error.cause instanceof Response && error.cause.status >= 500;
}

/** Errors of OAuth are ASCII codes such as `access_denied`; anything else may be the text of anyone. */
function plainCode(code: string): string {
  return /^[\w.-]{1,64}$/.test(code) ? code : 'an error without a code';
}
