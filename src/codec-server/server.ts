import { fastifyCookie } from '@fastify/cookie';
import { fastifyCors } from '@fastify/cors';
import { fastifyFormbody } from '@fastify/formbody';
import type { PayloadCodec } from '@temporalio/common';
import { fastify, type FastifyInstance } from 'fastify';
import type { Authenticate } from '../auth/caller.ts';
import { defined } from '../contract/lib/optional.ts';
import type { Logger } from '../telemetry/logger.ts';
import { codecRoutes } from './routes.ts';
import { authorize } from './authorize.ts';
import { signInRoutes } from './sign-in.ts';
import { createTokenSessions } from './token-sessions.ts';

export type CodecServerOptions = {
  readonly codec: PayloadCodec;
  readonly authenticate: Authenticate;
  /** The origins whose pages may send requests: those of Temporal's UI. */
  readonly origins: () => readonly string[];
  /** Encrypts the sessions of signed-in people. 32 bytes. */
  readonly sessionKey: Uint8Array;
  readonly logger: Logger;
  /**
   * For use on one machine: a secret that may be part of the path, because Temporal's dev server has no other way to send
   * one. Everyone who can open its UI can read the secret there.
   */
  readonly pathSecret?: string;
};

const bodyLimitBytes = 8 * 1_048_576;
const requestTimeoutMs = 30_000;
const livePath = '/live';

const headers = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/**
 * Creates a codec server for Temporal's protocol (https://docs.temporal.io/production-deployment/data-encryption#codec-server-setup),
 * complete and not listening: `POST /encode` and `/decode` for callers with the scope `decode`.
 */
export async function createCodecServer(options: CodecServerOptions): Promise<FastifyInstance> {
  const { codec, authenticate, origins, logger, pathSecret } = options;
  const app = fastify({ bodyLimit: bodyLimitBytes, requestTimeout: requestTimeoutMs });
  const sessions = createTokenSessions(options.sessionKey);
  await app.register(fastifyCors, {
    origin: (origin, done) => done(null, origin !== undefined && origins().includes(origin)),
    credentials: true,
    methods: ['POST'],
    allowedHeaders: ['authorization', 'content-type', 'x-namespace'],
    maxAge: 600,
  });
  app.decorateRequest('callerLabel', '');
  await app.register(fastifyCookie);
  await app.register(fastifyFormbody);
  app.addHook('onResponse', ({ method, routeOptions, callerLabel }, { statusCode: status }, done) => {
    const caller = callerLabel || undefined;
    const fields = { method, route: routeOptions.url ?? null, status, ...defined({ caller }) };
    // Probes arrive every few seconds.
    if (routeOptions.url === livePath) logger.debug(fields, 'codec request');
    else logger.info(fields, 'codec request');
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
  app.get(livePath, () => ({ status: 'live' }));
  app.register(signInRoutes, { authenticate, sessions });
  app.register(async (guarded) => {
    guarded.addHook('onRequest', authorize({ authenticate, sessions, pathSecret }));
    guarded.register(codecRoutes, { codec });
    if (pathSecret !== undefined) guarded.register(codecRoutes, { codec, prefix: '/with/:secret' });
  });
  return app;
}
