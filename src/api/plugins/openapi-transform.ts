import type { SwaggerTransformObject } from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';

type ZodToJsonConfig = NonNullable<Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig']>;

type Parts = {
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { readonly requestBody?: RequestBody }>>>>;
};

/** An answer may have more keys than described, so that one can be added without breaking whoever checks. */
const zodToJsonConfig: ZodToJsonConfig = {
  override: ({ zodSchema, jsonSchema }) => {
    if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined) {
      delete jsonSchema.additionalProperties;
    }
  },
};

/** Makes the description of a route from its Zod schemas. */
export const describeRoute = createJsonSchemaTransform({ zodToJsonConfig });

const addComponents = createJsonSchemaTransformObject({ zodToJsonConfig });

type RequestBody = {
  required?: boolean;
  readonly content: Readonly<
    Record<string, { readonly schema: { readonly $ref?: string; readonly required?: unknown } }>
  >;
};

function requestBodies(document: Parts): RequestBody[] {
  return Object.values(document.paths ?? {})
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ requestBody }) => (requestBody === undefined ? [] : [requestBody]));
}

/** A body in which every key may be left out may be left out itself. The named ones have keys that must be there. */
function asksForSomething({ content }: RequestBody): boolean {
  return Object.values(content).some(
    ({ schema }) => schema.$ref !== undefined || schema.required !== undefined,
  );
}

const componentReference = /"#\/components\/schemas\/(\w+)"/g;

/**
 * Adds the named schemas to a document. The converter emits each of them twice, as `Name` for answers and as
 * `NameInput` for requests. Here each is used one way: what nothing refers to is dropped, and a lone `NameInput` gets
 * its name back.
 */
export const addUsedComponents: SwaggerTransformObject = (document) => {
  const { components, ...rest } = addComponents(document) as Parts;
  const { schemas = {}, ...otherComponents } = components ?? {};
  const used = new Set<string>();
  const follow = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(componentReference)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name]);
    }
  };
  follow(rest);
  const newName = (name: string) => {
    const plain = name.replace(/Input$/, '');
    return used.has(plain) ? name : plain;
  };
  const kept = Object.fromEntries([...used].toSorted().map((name) => [newName(name), schemas[name]]));
  for (const body of requestBodies(rest)) body.required = asksForSomething(body);
  const tidied = JSON.stringify({ ...rest, components: { ...otherComponents, schemas: kept } });
  return JSON.parse(
    tidied.replaceAll(componentReference, (_, name: string) => `"#/components/schemas/${newName(name)}"`),
  ) as ReturnType<SwaggerTransformObject>;
};
