import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../../contract/api/problems.ts';
import { sendProblem } from './error-handler.ts';

export type NotFoundHandler = (request: FastifyRequest, reply: FastifyReply) => void;

/** Returns the problem of a request that matches no route, and sets the headers that it requires. */
export type FindNotFoundProblem = (request: FastifyRequest, reply: FastifyReply) => ProblemError;

const literalColon = '\u0000';

/**
 * Records the routes that are added from here on, and creates the handler for requests that match none of them: 405 with
 * `Allow` (RFC 9110 §15.5.6) if the path exists for other methods, otherwise 404.
 */
export function createNotFoundHandler(app: FastifyInstance): {
  readonly handleNotFound: NotFoundHandler;
  readonly findNotFoundProblem: FindNotFoundProblem;
} {
  // Fastify rejects a QUERY without a body before it looks for a route (RFC 10008 §2). No route takes one, so it is a
  // method like any other.
  app.addHttpMethod('QUERY', { overrideExisting: true });
  const routes: { segments: readonly string[]; methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // A literal colon is written twice in a route.
    routes.push({ segments: url.replaceAll('::', literalColon).split('/'), methods: [method].flat() });
  });

  const findNotFoundProblem: FindNotFoundProblem = (request, reply) => {
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
    const segments = path.split('/');
    const methods = routes
      .filter((route) => matches(route.segments, segments))
      .flatMap((route) => route.methods);
    if (methods.length === 0)
      return new ProblemError('not_found', 'No route has this path. /openapi.json lists the routes.');
    const list = [...new Set(methods)].toSorted().join(', ');
    reply.header('Allow', list);
    return new ProblemError('method_not_allowed', `This path allows ${list}.`);
  };
  return {
    findNotFoundProblem,
    handleNotFound: (request, reply) => sendProblem(findNotFoundProblem(request, reply), request, reply),
  };
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every(
      (part, index) => part.replaceAll(literalColon, ':') === segments[index] || part.startsWith(':'),
    )
  );
}
