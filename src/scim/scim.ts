import type { FastifyPluginAsync } from 'fastify';
import { requireCaller } from '../api/plugins/authentication.ts';
import { createJsonParser } from '../api/plugins/json-body.ts';
import type { FindNotFoundProblem } from '../api/plugins/not-found.ts';
import { limitRate } from '../api/plugins/rate-limit.ts';
import { createScimErrorHandler } from './error-handler.ts';
import { measureRequests } from './measure-requests.ts';
import { scimPath, type ScimOptions } from './options.ts';
import { discoveryRoutes } from './routes/discovery.ts';
import { groupRoutes } from './routes/groups.ts';
import { unsupportedRoutes } from './routes/unsupported.ts';
import { userRoutes } from './routes/users.ts';
import { scimMediaType, sendError } from './send.ts';
import { toScimError } from './to-scim-error.ts';

/**
 * SCIM 2.0 (RFC 7643, RFC 7644) for identity providers, with its own errors, bodies and authentication. It is not part of
 * the OpenAPI description: it describes itself by `/Schemas`, and its clients read nothing else.
 */
export const scim: FastifyPluginAsync<
  ScimOptions & { readonly findNotFoundProblem: FindNotFoundProblem }
> = async (
  app,
  { people, publicUrl, authenticate, requestsPerSecond, logger, metrics, findNotFoundProblem },
) => {
  const base = `${publicUrl}${scimPath}`;
  app.addContentTypeParser(scimMediaType, { parseAs: 'buffer' }, createJsonParser(app));
  app.setErrorHandler(createScimErrorHandler(logger));
  measureRequests(app, metrics);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('Cache-Control', 'no-store');
    done();
  });
  app.addHook('onRequest', requireCaller(authenticate, 'provision'));
  await limitRate(app, requestsPerSecond);
  // Set here as well, so that an unknown path needs a key, too.
  app.setNotFoundHandler((request, reply) =>
    sendError(reply, toScimError(findNotFoundProblem(request, reply))),
  );
  discoveryRoutes(app, base);
  userRoutes(app, people, base);
  groupRoutes(app, { people, base, logger });
  unsupportedRoutes(app);
};
