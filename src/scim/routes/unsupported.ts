import type { FastifyInstance } from 'fastify';
import { ScimError } from '../error.ts';

/** What the protocol knows and this service does not offer. */
const unsupported = [
  ['/Bulk', 'Send each operation as a request of its own: bulk operations are not supported.'],
  ['/Me', 'A key belongs to an identity provider, not to a user: /Me is not supported.'],
  ['/.search', 'Search /Users/.search or /Groups/.search: a search over both is not supported.'],
] as const;

export function unsupportedRoutes(app: FastifyInstance): void {
  for (const [url, detail] of unsupported) {
    app.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url,
      schema: { hide: true },
      handler: () => {
        throw new ScimError(501, detail);
      },
    });
  }
}
