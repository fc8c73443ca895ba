import { randomUUID } from 'node:crypto';
import type { FastifyInstance, RawRequestDefaultExpression } from 'fastify';
import type { Logger } from '../../telemetry/logger.ts';
import { traceIdOf } from './tracing.ts';

/** The caller's own X-Request-Id where it is one that a log can carry, else a new one. */
export function requestIdOf({ headers }: RawRequestDefaultExpression): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

/**
 * One line a request: neither address nor query string, because they may hold a person's name or a secret. Probes come
 * every few seconds and are told at the level `debug`.
 */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route, config } = request.routeOptions;
    const workflowId = /onboarding-[0-9a-f]{32}/.exec(
      `${request.url} ${String(reply.getHeader('location'))}`,
    )?.[0];
    const traceId = traceIdOf(request);
    const facts = {
      requestId: request.id,
      method: request.method,
      route: route ?? null,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      ...(request.callerLabel === '' ? {} : { caller: request.callerLabel }),
      ...(workflowId === undefined ? {} : { workflowId }),
      ...(traceId === undefined ? {} : { traceId }),
    };
    if (config.probe === true) logger.debug(facts, 'request');
    else logger.info(facts, 'request');
    done();
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route is asked by machines that watch the service. */
    probe?: boolean;
  }
}
