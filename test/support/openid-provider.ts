import { createHash, randomUUID } from 'node:crypto';
import { fastifyFormbody } from '@fastify/formbody';
import { fastify } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const client = { id: 'console', secret: 'secret-of-the-console+&%' };

type Claims = Readonly<Record<string, unknown>>;

export type ProviderBehaviour = {
  /** The claims of the person who signs in, beside those that every ID token has. */
  claims?: Claims;
  /** What the userinfo endpoint returns in addition. */
  userInfo?: Claims;
  /** An error that the person meets at the provider, such as `access_denied`. */
  authorizationError?: string;
  /** Responds to every request with this status. */
  down?: number;
  /** Signs with a key that is not published. */
  wrongKey?: boolean;
  /** Replaces claims of the ID token: `iss`, `aud`, `nonce`, `exp`. */
  forged?: Claims;
  authMethods?: readonly string[];
};

const published = await generateKeyPair('RS256');
const unpublished = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(published.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };

/**
 * An OpenID provider on loopback: discovery, JWKS, authorization code flow with PKCE (S256), userinfo. It signs everyone in
 * at once, and `behaviour` can be changed while it runs.
 */
export async function startOpenIdProvider(behaviour: ProviderBehaviour = {}) {
  const codes = new Map<string, Record<string, string>>();
  const app = fastify();
  await app.register(fastifyFormbody);
  app.addHook('onRequest', async (_request, reply) => {
    if (behaviour.down !== undefined) await reply.code(behaviour.down).send('down');
  });
  let issuer = '';

  app.get('/.well-known/openid-configuration', () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    ...(behaviour.authMethods === undefined
      ? {}
      : { token_endpoint_auth_methods_supported: behaviour.authMethods }),
  }));
  app.get('/jwks', () => ({ keys: [jwk] }));

  app.get('/authorize', async (request, reply) => {
    const asked = request.query as Record<string, string>;
    const back = new URL(String(asked['redirect_uri']));
    back.searchParams.set('state', String(asked['state']));
    if (behaviour.authorizationError !== undefined) {
      back.searchParams.set('error', behaviour.authorizationError);
      return await reply.redirect(back.href, 302);
    }
    const code = randomUUID();
    codes.set(code, asked);
    back.searchParams.set('code', code);
    return await reply.redirect(back.href, 302);
  });

  app.post('/token', async (request, reply) => {
    const form = request.body as Record<string, string>;
    const asked = codes.get(String(form['code']));
    codes.delete(String(form['code']));
    if (!isClient(request.headers.authorization, form, behaviour.authMethods))
      return await reply.code(401).send({ error: 'invalid_client' });
    const challenge = createHash('sha256').update(String(form['code_verifier'])).digest('base64url');
    if (
      asked === undefined ||
      asked['code_challenge_method'] !== 'S256' ||
      asked['code_challenge'] !== challenge ||
      asked['redirect_uri'] !== form['redirect_uri'] ||
      asked['client_id'] !== client.id
    )
      return await reply.code(400).send({ error: 'invalid_grant' });
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: issuer,
      aud: client.id,
      sub: 'u-1',
      iat: now,
      exp: now + 300,
      nonce: asked['nonce'],
    };
    const idToken = await new SignJWT({ ...claims, ...behaviour.claims, ...behaviour.forged })
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
      .sign((behaviour.wrongKey === true ? unpublished : published).privateKey);
    return { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 300, id_token: idToken };
  });

  app.get('/userinfo', async (request, reply) =>
    request.headers.authorization === 'Bearer an-access-token'
      ? { sub: 'u-1', ...behaviour.userInfo }
      : await reply.code(401).send({ error: 'invalid_token' }),
  );

  issuer = await app.listen({ host: '127.0.0.1', port: 0 });
  return { issuer, behaviour, close: () => app.close() };
}

/** Accepts only the methods that the provider publishes; `client_secret_basic` if it publishes none. */
function isClient(
  authorization: string | undefined,
  form: Readonly<Record<string, string>>,
  methods: readonly string[] = ['client_secret_basic'],
): boolean {
  if (!methods.includes('client_secret_basic'))
    return form['client_id'] === client.id && form['client_secret'] === client.secret;
  const [id = '', secret = ''] = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64')
    .toString()
    .split(':')
    .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
  return id === client.id && secret === client.secret;
}
