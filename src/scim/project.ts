import { callerMistake } from './error.ts';
import { isObject, type JsonObject } from './normalize-value.ts';
import { parsePath, unreadablePath } from './paths.ts';
import type { Attribute } from './schemas/attribute.ts';
import { commonAttributes, type ResourceType, schemasOf } from './schemas/resource-types.ts';

/** Which attributes a response has (RFC 7644 §3.9): the names that the client wants, or does not want. */
export type Projection = {
  readonly attributes: readonly string[];
  readonly excludedAttributes: readonly string[];
};

/** Which parts of an attribute a request names; `all` for the whole attribute. */
type Named = ReadonlyMap<string, ReadonlySet<string> | 'all'>;

/** Whether the response has the attribute, so that what takes effort to read is read only if it is wanted. */
export function isWanted(type: ResourceType, name: string, projection: Projection): boolean {
  const attributes = namesIn(type, projection.attributes);
  if (projection.attributes.length > 0 && !attributes.has(name)) return false;
  return namesIn(type, projection.excludedAttributes).get(name) !== 'all';
}

/**
 * Reduces a resource to the attributes that the client wants. The ID and the schemas are always there; attributes that
 * are returned by request only are there if they are named.
 */
export function project(type: ResourceType, resource: JsonObject, projection: Projection): JsonObject {
  const wanted = projection.attributes.length === 0 ? undefined : namesIn(type, projection.attributes);
  const excluded = namesIn(type, projection.excludedAttributes);
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

/** Finds the attributes by name. Names that no schema has are dropped: a resource has no value of them. */
function namesIn(type: ResourceType, names: readonly string[]): Named {
  const found = new Map<string, Set<string> | 'all'>();
  for (const name of names) {
    const path = parsePath(type, name);
    if (path.kind === 'extension') {
      const { attributes = [] } = type.extensions.find(({ id }) => id === path.extension) ?? {};
      for (const attribute of attributes) found.set(`${path.extension}:${attribute.name}`, 'all');
    }
    if (path.kind === 'unreadable') throw unreadablePath();
    if (path.kind !== 'attribute') continue;
    if (path.filter !== undefined)
      throw callerMistake('invalidPath', 'Name attributes without brackets, such as emails.value.');
    const key =
      path.extension === undefined ? path.attribute.name : `${path.extension}:${path.attribute.name}`;
    const parts = found.get(key);
    if (path.sub === undefined || parts === 'all') found.set(key, 'all');
    else found.set(key, new Set([...(parts ?? []), path.sub.name]));
  }
  return found;
}
