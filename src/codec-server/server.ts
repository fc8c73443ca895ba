import { fastifyCookie } from '@fastify/cookie';
import { fastifyCors } from '@fastify/cors';
import { fastifyFormbody } from '@fastify/formbody';
import type { PayloadCodec } from '@temporalio/common';
import { fastify, type FastifyInstance } from 'fastify';
import type { Authenticate } from '../auth/caller.ts';
import type { Logger } from '../telemetry/logger.ts';
import { codecRoutes } from './routes.ts';
import { authorize } from './authorize.ts';
import { createSessions } from './sessions.ts';
import { signInRoutes } from './sign-in.ts';

export type CodecServerOptions = {
  readonly codec: PayloadCodec;
  readonly authenticate: Authenticate;
  /** Pages of these origins may ask: those of Temporal's UI. */
  readonly origins: () => readonly string[];
  /** Signs the sessions of the people who signed in. */
  readonly sessionKey: Uint8Array;
  readonly logger: Logger;
  /**
   * For one machine: a secret that may stand in the path, because Temporal's dev server has no way to send one otherwise.
   * Whoever can open its UI can read it there.
   */
  readonly pathSecret?: string;
};

const bodyLimitBytes = 8 * 1_048_576;
const requestTimeoutMs = 30_000;

/**
 * The codec server of Temporal's protocol (https://docs.temporal.io/production-deployment/data-encryption#codec-server-setup),
 * complete and not listening: `POST /encode` and `/decode` for whoever has the scope `decode`.
 */
export async function createCodecServer(options: CodecServerOptions): Promise<FastifyInstance> {
  const { codec, authenticate, origins, logger, pathSecret } = options;
  const app = fastify({ bodyLimit: bodyLimitBytes, requestTimeout: requestTimeoutMs });
  const sessions = createSessions(options.sessionKey);
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
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const caller = request.callerLabel === '' ? {} : { caller: request.callerLabel };
    const facts = { method, route: routeOptions.url ?? null, status: reply.statusCode, ...caller };
    logger.info(facts, 'codec request');
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    done();
  });
  app.get('/live', () => ({ status: 'live' }));
  signInRoutes(app, { authenticate, sessions });
  app.register((guarded, _options, done) => {
    guarded.addHook('onRequest', authorize({ authenticate, sessions, pathSecret }));
    codecRoutes(guarded, codec);
    if (pathSecret !== undefined)
      guarded.register(
        (inPath, _, next) => {
          codecRoutes(inPath, codec);
          next();
        },
        { prefix: '/with/:secret' },
      );
    done();
  });
  return app;
}
