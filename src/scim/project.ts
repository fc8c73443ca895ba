import { isObject, type JsonObject } from './normalize-value.ts';
import type { Named, Projection } from './projection.ts';
import type { Attribute } from './schemas/attribute.ts';
import { commonAttributes, type ResourceType, schemasOf } from './schemas/resource-types.ts';

/**
 * Reduces a resource to the attributes that the client wants. The ID and the schemas are always there; attributes that
 * are returned by request only are there if they are named.
 */
export function project(
  type: ResourceType,
  resource: JsonObject,
  { wanted, excluded }: Projection,
): JsonObject {
  const select = (attributes: readonly Attribute[], values: JsonObject, prefix: string) =>
    Object.fromEntries(
      attributes.flatMap((attribute) => {
        const value = selected(
          attribute,
          values[attribute.name],
          `${prefix}${attribute.name}`,
          wanted,
          excluded,
        );
        return value === undefined ? [] : [[attribute.name, value] as const];
      }),
    );
  const own = select([...commonAttributes, ...type.schema.attributes], resource, '');
  const extensions = type.extensions.flatMap(({ id, attributes }) => {
    const values = resource[id];
    const part = isObject(values) ? select(attributes, values, `${id}:`) : {};
    return Object.keys(part).length === 0 ? [] : [[id, part] as const];
  });
  const parts = Object.fromEntries(extensions);
  return { ...own, schemas: schemasOf(type, parts), ...parts };
}

function selected(
  attribute: Attribute,
  value: unknown,
  name: string,
  wanted: Named | undefined,
  excluded: Named,
): unknown {
  if (value === undefined || attribute.returned === 'always') return value;
  const parts = wanted?.get(name);
  if (wanted === undefined ? attribute.returned === 'request' : parts === undefined) return undefined;
  const without = excluded.get(name);
  if (without === 'all') return undefined;
  const isKept = (key: string) =>
    (parts === undefined || parts === 'all' || parts.has(key)) && !(without?.has(key) ?? false);
  const reduce = (one: unknown) =>
    isObject(one) ? Object.fromEntries(Object.entries(one).filter(([key]) => isKept(key))) : one;
  return Array.isArray(value) ? value.map(reduce) : reduce(value);
}
