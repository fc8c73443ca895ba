import type { FastifyInstance } from 'fastify';
import { scimPath, type ScimOptions } from './options.ts';

/** Counts each request by who sent it and what it is about; the path would create a series for each ID. */
export function measureRequests(app: FastifyInstance, metrics: ScimOptions['metrics']): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { url = '' } = request.routeOptions;
    metrics.countScimRequest({
      caller: request.callerLabel || 'unknown',
      resource: url.slice(scimPath.length + 1).split('/')[0] || 'none',
      method: request.method,
      status: String(reply.statusCode),
    });
    done();
  });
}
