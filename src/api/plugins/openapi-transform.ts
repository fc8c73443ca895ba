import type { SwaggerTransformObject } from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type DescribedOperation, describeResponses, responseHeaders } from './openapi-responses.ts';

type ZodToJsonConfig = NonNullable<Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig']>;

type OpenApiDocument = {
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** A response may have more keys than described, so that adding one does not break a client that validates. */
const zodToJsonConfig: ZodToJsonConfig = {
  override: ({ zodSchema, jsonSchema }) => {
    if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined) {
      delete jsonSchema.additionalProperties;
    }
  },
};

/** Describes a route by its Zod schemas. */
export const describeRoute = createJsonSchemaTransform({ zodToJsonConfig });

const addComponents = createJsonSchemaTransformObject({ zodToJsonConfig });

type Operation = DescribedOperation & {
  readonly requestBody?: RequestBody;
  readonly parameters?: readonly Parameter[];
};

type Parameter = { readonly in: string; readonly required?: boolean; allowEmptyValue?: boolean };

type RequestBody = {
  required?: boolean;
  readonly content: Readonly<
    Record<string, { readonly schema: { readonly $ref?: string; readonly required?: unknown } }>
  >;
};

function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods));
}

/** An optional parameter without a value, as in `?cursor=`, counts as absent. */
function allowEmptyParameters({ parameters = [] }: Operation): void {
  for (const parameter of parameters) {
    if (parameter.in === 'query' && parameter.required !== true) parameter.allowEmptyValue = true;
  }
}

/** A body may be left out if all its keys may. The named schemas all have required keys. */
function hasRequiredKey({ content }: RequestBody): boolean {
  return Object.values(content).some(
    ({ schema }) => schema.$ref !== undefined || schema.required !== undefined,
  );
}

const componentReference = /"#\/components\/schemas\/(\w+)"/g;

/**
 * Adds the named schemas to a document. The converter emits each of them twice, as `Name` for responses and as
 * `NameInput` for requests, but every schema here is used in one way only: schemas without a reference are dropped, and
 * a lone `NameInput` becomes `Name`.
 */
export const addUsedComponents: SwaggerTransformObject = (document) => {
  const { components, ...rest } = addComponents(document) as OpenApiDocument;
  const { schemas = {}, ...otherComponents } = components ?? {};
  const used = new Set<string>();
  const collectReferences = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(componentReference)) {
      if (used.has(name)) continue;
      used.add(name);
      collectReferences(schemas[name]);
    }
  };
  collectReferences(rest);
  const newName = (name: string) => {
    const plain = name.replace(/Input$/, '');
    return used.has(plain) ? name : plain;
  };
  const kept = Object.fromEntries([...used].toSorted().map((name) => [newName(name), schemas[name]]));
  describeResponses(rest.paths ?? {});
  for (const operation of operationsOf(rest)) {
    allowEmptyParameters(operation);
    const { requestBody } = operation;
    if (requestBody !== undefined) requestBody.required = hasRequiredKey(requestBody);
  }
  const serialized = JSON.stringify({
    ...rest,
    components: { ...otherComponents, headers: responseHeaders, schemas: kept },
  });
  return JSON.parse(
    serialized.replaceAll(componentReference, (_, name: string) => `"#/components/schemas/${newName(name)}"`),
  ) as ReturnType<SwaggerTransformObject>;
};
