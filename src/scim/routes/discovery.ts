import type { FastifyInstance } from 'fastify';
import { describeResourceTypes, describeSchemas, serviceProviderConfig } from '../discovery.ts';
import { ScimError } from '../error.ts';
import { isObject, type JsonObject } from '../normalize-value.ts';
import { isSameName } from '../schemas/find-attribute.ts';
import { sendScim } from '../send.ts';

/** `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas` (RFC 7644 §4). */
export function discoveryRoutes(app: FastifyInstance, base: string): void {
  const options = { schema: { hide: true } };
  app.get('/ServiceProviderConfig', options, ({ query }, reply) => {
    refuseFilter(query);
    return sendScim(reply, 200, serviceProviderConfig(base));
  });
  for (const [path, resources] of [
    ['/ResourceTypes', describeResourceTypes(base)],
    ['/Schemas', describeSchemas(base)],
  ] as const) {
    app.get(path, options, ({ query }, reply) => {
      refuseFilter(query);
      return sendScim(reply, 200, allOf(resources));
    });
    app.get<{ Params: { id: string } }>(`${path}/:id`, options, ({ params: { id } }, reply) => {
      const found = resources.find((one) => isSameName(String(one['id']), id));
      if (found === undefined)
        throw new ScimError(404, `${path} lists what there is; there is nothing with this ID.`);
      return sendScim(reply, 200, found);
    });
  }
}

/** RFC 7644 §4: a filter there is answered with 403. */
function refuseFilter(query: unknown): void {
  if (isObject(query) && query['filter'] !== undefined)
    throw new ScimError(403, 'This list is always complete; leave out the filter.');
}

function allOf(resources: readonly JsonObject[]): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
