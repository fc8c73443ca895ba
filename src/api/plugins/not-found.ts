import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../../contract/api/problems.ts';
import { sendProblem } from './error-handler.ts';

const literalColon = '\u0000';

/**
 * Notes the routes that are added from here on and makes the handler of what none of them serves: 405 with `Allow`
 * (RFC 9110 §15.5.6) where the path is known for other methods, else 404.
 */
export function createNotFoundHandler(app: FastifyInstance) {
  const routes: { segments: readonly string[]; methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // A colon that is one is written twice in a route.
    routes.push({ segments: url.replaceAll('::', literalColon).split('/'), methods: [method].flat() });
  });

  return (request: FastifyRequest, reply: FastifyReply): void => {
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
    const segments = path.split('/');
    const allowed = routes
      .filter((route) => matches(route.segments, segments))
      .flatMap(({ methods }) => methods);
    if (allowed.length === 0) {
      sendProblem(
        new ProblemError('not_found', 'No route has this path. The routes are in /openapi.json.'),
        request,
        reply,
      );
      return;
    }
    const list = [...new Set(allowed)].toSorted().join(', ');
    reply.header('Allow', list);
    sendProblem(new ProblemError('method_not_allowed', `Allowed here: ${list}.`), request, reply);
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
