import { randomUUID } from 'node:crypto';
import type { FastifyInstance, RawRequestDefaultExpression } from 'fastify';
import { defined } from '../../contract/lib/optional.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { traceIdOf } from './tracing.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route is for machines that monitor the service. */
    probe?: boolean;
  }
}

/** The caller's own X-Request-Id if it is safe to log, otherwise a new one. */
export function requestIdOf({ headers }: RawRequestDefaultExpression): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && /^[\w.:-]{1,64}$/.test(sent) ? sent : randomUUID();
}

/**
 * Logs one line per request, with the route's pattern instead of the path and query string, because those may contain an
 * email or a secret. Probes arrive every few seconds and are logged at the level `debug`.
 */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route, config } = request.routeOptions;
    const fields = {
      requestId: request.id,
      method: request.method,
      route: route ?? null,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      ...defined({
        caller: request.callerLabel || undefined,
        workflowId: workflowIdIn(`${request.url} ${String(reply.getHeader('location'))}`),
        traceId: traceIdOf(request),
      }),
    };
    if (config.probe === true) logger.debug(fields, 'request');
    else logger.info(fields, 'request');
    done();
  });
}

function workflowIdIn(text: string): string | undefined {
  return /person-[0-9a-f]{32}/.exec(text)?.[0];
}
