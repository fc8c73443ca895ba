import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Authenticate } from '../auth/caller.ts';
import type { Onboardings } from '../onboardings/onboardings.ts';
import type { ApiMetrics } from '../telemetry/api-metrics.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createNotFoundHandler } from './plugins/not-found.ts';
import type { Server } from './types.ts';
import { clientErrorHandler } from './plugins/client-error.ts';
import { bodyLimitBytes, connectionTimeoutMs, requestTimeoutMs } from './limits.ts';
import { describeApi } from './plugins/openapi.ts';
import { createJsonParser } from './plugins/json-body.ts';
import { logRequests, requestIdOf } from './plugins/request-logging.ts';
import { accessRoutes } from './routes/access.ts';
import { accessCheckRoutes, type CheckOwnAccess } from './routes/access-checks.ts';
import { batchRoutes } from './routes/batch.ts';
import { commandRoutes } from './routes/commands.ts';
import { eventRoutes } from './routes/events.ts';
import { explanationRoutes } from './routes/explanations.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes, measureRequests } from './routes/metrics.ts';
import { onboardingRoutes } from './routes/onboardings.ts';
import { rateLimit } from './plugins/rate-limit.ts';
import { requireCaller } from './plugins/authentication.ts';
import { createErrorHandler } from './plugins/error-handler.ts';
import { traceRequests } from './plugins/tracing.ts';
import { validatorCompiler } from './plugins/validation.ts';

export type ServerOptions = {
  readonly onboardings: Onboardings;
  /** Who may call `/v1`, and what for. */
  readonly authenticate: Authenticate;
  /** How many requests a second one caller may send to this process. */
  readonly requestsPerSecond: number;
  readonly logger: Logger;
  readonly metrics: ApiMetrics;
  /** Throws `ProblemError`: `user_key_refused` (which names `/userApiKey`), `vultr_unavailable`. */
  readonly checkOwnAccess: CheckOwnAccess;
  /** Whether this process is about to stop: it still answers, and asks everybody to go elsewhere. */
  readonly isDraining?: () => boolean;
  /** The page of a run in Temporal's UI, where there is one. */
  readonly uiUrlFor?: (workflowId: string) => string;
  /** Of this software, for the API description. */
  readonly version: string;
};

/** The HTTP API, complete and not listening. */
export function createServer(options: ServerOptions): FastifyInstance {
  const { logger, onboardings, isDraining = () => false } = options;
  const handleError = createErrorHandler(logger);
  const app: Server = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    genReqId: requestIdOf,
    clientErrorHandler: clientErrorHandler,
    frameworkErrors: (error, request, reply) => {
      setCommonHeaders(request, reply);
      handleError(error, request, reply);
    },
    // While it closes, what arrives on an open connection is still served, with Connection: close.
    return503OnClosing: false,
  });
  app.decorateRequest('caller', '');
  app.decorateRequest('callerLabel', '');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, createJsonParser(app));
  app.setValidatorCompiler(validatorCompiler);
  // Answers are typed by their schemas. Checking them again would turn a run that an older version published, and that
  // lacks a newer field, into a 500.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(handleError);
  const handleNotFound = createNotFoundHandler(app);
  app.setNotFoundHandler(handleNotFound);
  app.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply);
    if (isDraining()) reply.header('Connection', 'close');
    done();
  });
  logRequests(app, logger);
  traceRequests(app);
  measureRequests(app, options.metrics);
  describeApi(app, options.version);

  app.register((root: Server, _options, done) => {
    healthRoutes(root, { onboardings, isDraining });
    metricsRoutes(root, options.metrics);
    done();
  });
  app.register(
    async (v1: Server) => {
      v1.addHook('onRequest', (_request, reply, next) => {
        reply.header('Cache-Control', 'no-store');
        next();
      });
      v1.addHook('onRequest', requireCaller(options.authenticate));
      await rateLimit(v1, options.requestsPerSecond);
      v1.setNotFoundHandler(handleNotFound);
      onboardingRoutes(v1, onboardings);
      batchRoutes(v1, { onboardings, logger });
      commandRoutes(v1, onboardings);
      explanationRoutes(v1, { onboardings, logger, uiUrlFor: options.uiUrlFor });
      eventRoutes(v1, onboardings);
      accessRoutes(v1, { onboardings, logger });
      accessCheckRoutes(v1, options.checkOwnAccess);
    },
    { prefix: '/v1' },
  );
  return app;
}

/** Answers are data: no page may frame them, nothing in them may be taken for a page. */
const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'X-Request-Id': request.id, ...securityHeaders });
}
