import type { JsonObject } from './normalize-value.ts';
import { maxResults } from './list-request.ts';
import { resourceTypes, type ResourceType } from './schemas/resource-types.ts';

/** What this service supports (RFC 7643 §5). */
export function serviceProviderConfig(base: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A key with the scope provision, in the header Authorization',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

/** Describes each type of resource (RFC 7643 §6). */
export function describeResourceTypes(base: string): readonly JsonObject[] {
  return resourceTypes.map(({ name, endpoint, schema, extensions }: ResourceType) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint,
    description: schema.description,
    schema: schema.id,
    schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }));
}

/** Describes each schema (RFC 7643 §7): exactly the attributes that are kept. */
export function describeSchemas(base: string): readonly JsonObject[] {
  const schemas = resourceTypes.flatMap(({ schema, extensions }) => [schema].concat(extensions));
  return schemas.map(({ id, name, description, attributes }) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description,
    attributes,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  }));
}
