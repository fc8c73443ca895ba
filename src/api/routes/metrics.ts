import type { FastifyInstance } from 'fastify';
import type { ApiMetrics } from '../../telemetry/api-metrics.ts';
import type { Server } from '../types.ts';

/** For Prometheus. Outside `/v1` and without a key, as scrapers are: no outsider should reach it. */
export function metricsRoutes(app: Server, metrics: ApiMetrics): void {
  app.get('/metrics', { config: { probe: true }, schema: { hide: true } }, async (_request, reply) => {
    reply.header('Content-Type', metrics.contentType).header('Cache-Control', 'no-store');
    return reply.serializer(String).send(await metrics.text());
  });
}

/** By the pattern of the route, never by the path: that would be a series for each id, and for each typing error. */
export function measureRequests(app: FastifyInstance, metrics: ApiMetrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.observeRequest(reply.elapsedTime / 1_000, {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    });
    done();
  });
}
