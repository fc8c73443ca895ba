import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Authenticate } from '../auth/caller.ts';
import type { Runs } from '../onboardings/onboardings.ts';
import type { ApiMetrics } from '../telemetry/api-metrics.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createNotFoundHandler } from './plugins/not-found.ts';
import type { Api } from './types.ts';
import { answerClientError } from './plugins/client-error.ts';
import { bodyLimitBytes, connectionTimeoutMs, requestTimeoutMs } from './limits.ts';
import { describeApi } from './plugins/openapi.ts';
import { createJsonParser } from './plugins/json-body.ts';
import { logRequests, requestIdOf } from './plugins/request-logging.ts';
import { addAccess } from './routes/access.ts';
import { addAccessChecks, type CheckOwnAccess } from './routes/access-checks.ts';
import { addBulk } from './routes/batch.ts';
import { addCommands } from './routes/commands.ts';
import { addEvents } from './routes/events.ts';
import { addExplanations } from './routes/explanations.ts';
import { addHealth } from './routes/health.ts';
import { addMetrics, measureRequests } from './routes/metrics.ts';
import { addOnboardings } from './routes/onboardings.ts';
import { limitRate } from './plugins/rate-limit.ts';
import { requireCaller } from './plugins/authentication.ts';
import { createErrorHandler } from './plugins/error-handler.ts';
import { traceRequests } from './plugins/tracing.ts';
import { validatorCompiler } from './plugins/validation.ts';

export type ApiOptions = {
  readonly runs: Runs;
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
  readonly uiUrlFor?: (runId: string) => string;
  /** Of this software, for the API description. */
  readonly version: string;
};

/** The HTTP API, complete and not listening. */
export function buildApi(options: ApiOptions): FastifyInstance {
  const { logger, runs, isDraining = () => false } = options;
  const handleError = createErrorHandler(logger);
  const app: Api = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    genReqId: requestIdOf,
    clientErrorHandler: answerClientError,
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

  app.register((root: Api, _options, done) => {
    addHealth(root, { runs, isDraining });
    addMetrics(root, options.metrics);
    done();
  });
  app.register(
    async (v1: Api) => {
      v1.addHook('onRequest', (_request, reply, next) => {
        reply.header('Cache-Control', 'no-store');
        next();
      });
      v1.addHook('onRequest', requireCaller(options.authenticate));
      await limitRate(v1, options.requestsPerSecond);
      v1.setNotFoundHandler(handleNotFound);
      addOnboardings(v1, runs);
      addBulk(v1, { runs, logger });
      addCommands(v1, runs);
      addExplanations(v1, { runs, logger, uiUrlFor: options.uiUrlFor });
      addEvents(v1, runs);
      addAccess(v1, { runs, logger });
      addAccessChecks(v1, options.checkOwnAccess);
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
