import { maxHeaderSize } from 'node:http';
import { fastify, type FastifyInstance } from 'fastify';
import type { ApiMetrics } from '../telemetry/api-metrics.ts';
import { bodyLimitBytes, connectionTimeoutMs, requestTimeoutMs } from './limits.ts';
import { decorateCaller } from './plugins/authentication.ts';
import { clientErrorHandler } from './plugins/client-error.ts';
import { addCommonHeaders, setCommonHeaders } from './plugins/common-headers.ts';
import { createErrorHandler } from './plugins/error-handler.ts';
import { acceptJsonOnly } from './plugins/json-body.ts';
import { createNotFoundHandler } from './plugins/not-found.ts';
import { normalizePath } from './plugins/normalize-path.ts';
import { describeApi } from './plugins/openapi.ts';
import { logRequests, requestIdOf } from './plugins/request-logging.ts';
import { traceRequests } from './plugins/tracing.ts';
import { validatorCompiler } from './plugins/validation.ts';
import { healthRoutes } from './routes/health.ts';
import { measureRequests, metricsRoutes } from './routes/metrics.ts';
import { v1, type V1Options } from './v1.ts';
import { consoleRoutes } from '../console/console.ts';
import type { ConsoleOptions } from '../console/options.ts';
import { consolePath } from '../console/paths.ts';
import { scimPath, type ScimOptions } from '../scim/options.ts';
import { createScimRejectionHandler, isScimRequest } from '../scim/rejection-handler.ts';
import { scim } from '../scim/scim.ts';

export type ServerOptions = V1Options & {
  readonly metrics: ApiMetrics;
  /** Whether this process is about to stop: it still serves requests, but `/ready` sends traffic elsewhere. */
  readonly isDraining?: () => boolean;
  /** The version of this software, for the API description. */
  readonly version: string;
  /** What SCIM needs beyond the API. Without it there is no SCIM. */
  readonly scim?: Pick<ScimOptions, 'people' | 'publicUrl'> | undefined;
  /** What the console needs beyond the API. Without it there is no console. */
  readonly console?:
    Omit<ConsoleOptions, 'onboardings' | 'offboardings' | 'authenticate' | 'logger'> | undefined;
};

/**
 * Creates the HTTP API, complete and not listening. What applies to every request is set on the server itself. A plugin
 * can replace the error handler, the not-found handler and the body parser for its own routes.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { isDraining = () => false, logger, metrics, onboardings, version } = options;
  const handleError = createErrorHandler(logger);
  const rejectScim = createScimRejectionHandler(options);
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    genReqId: requestIdOf,
    rewriteUrl: normalizePath,
    clientErrorHandler,
    // A path is never longer. An ID of any length reaches its route, which knows that there is none.
    routerOptions: { maxParamLength: maxHeaderSize },
    frameworkErrors: (error, request, reply) => {
      setCommonHeaders(request, reply);
      if (options.scim !== undefined && isScimRequest(request)) void rejectScim(error, request, reply);
      else handleError(error, request, reply);
    },
    // While the server closes, requests on open connections are still served, with Connection: close.
    return503OnClosing: false,
  });
  decorateCaller(app);
  acceptJsonOnly(app);
  app.setValidatorCompiler(validatorCompiler);
  // The compiler checks responses against their schemas. A check at run time would turn an onboarding that an older
  // version published, without a newer field, into a 500.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(handleError);
  const { handleNotFound, findNotFoundProblem } = createNotFoundHandler(app);
  app.setNotFoundHandler(handleNotFound);
  addCommonHeaders(app, isDraining);
  logRequests(app, logger);
  traceRequests(app);
  measureRequests(app, metrics);
  describeApi(app, version);
  app.register(healthRoutes, { onboardings, isDraining });
  app.register(metricsRoutes, { metrics });
  app.register(v1, { ...options, prefix: '/v1', handleNotFound });
  if (options.scim !== undefined)
    app.register(scim, { ...options, ...options.scim, prefix: scimPath, findNotFoundProblem });
  if (options.console !== undefined) {
    app.register(consoleRoutes, { ...options, ...options.console, prefix: consolePath });
  }
  return app;
}
