import type { FastifyInstance } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { ApiMetrics } from '../../telemetry/api-metrics.ts';

/** For Prometheus: outside `/v1` and without a key, as scrapers expect. Do not expose it to the internet. */
export const metricsRoutes: FastifyPluginAsyncZod<{ readonly metrics: ApiMetrics }> = async (
  app,
  { metrics },
) => {
  app.get('/metrics', { config: { probe: true }, schema: { hide: true } }, async (_request, reply) => {
    reply.header('Content-Type', metrics.contentType).header('Cache-Control', 'no-store');
    return reply.serializer(String).send(await metrics.text());
  });
};

/** Labels a request with the route's pattern: the path would create a series for each ID, and for each typo. */
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
