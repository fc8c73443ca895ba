import type { Attribute, Schema } from './attribute.ts';
import { commonAttributes, type ResourceType } from './resource-types.ts';

/** An attribute, and the URN of the extension under which a resource holds it, if it is not the resource's own. */
export type Located = { readonly attribute: Attribute; readonly extension?: string };

/** Names and URNs are the same whatever their letter case (RFC 7643 §2.1). */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function findIn(attributes: readonly Attribute[] | undefined, name: string): Attribute | undefined {
  return attributes?.find((attribute) => isSameName(attribute.name, name));
}

/**
 * Finds an attribute by its name. Without the URN of a schema, all are searched: Entra filters by `manager`, and
 * Microsoft's own test bodies have a bare `Department`.
 */
export function findAttribute(type: ResourceType, name: string, urn?: string): Located | undefined {
  if (urn === undefined || isSameName(urn, type.schema.id)) {
    const own = findIn(commonAttributes, name) ?? findIn(type.schema.attributes, name);
    if (own !== undefined) return { attribute: own };
    if (urn !== undefined) return undefined;
  }
  for (const { id, attributes } of type.extensions) {
    const found = urn === undefined || isSameName(urn, id) ? findIn(attributes, name) : undefined;
    if (found !== undefined) return { attribute: found, extension: id };
  }
  return undefined;
}

/** Finds the schema at the start of a path such as `urn:…:User:title`, and what follows it. */
export function splitUrn(
  type: ResourceType,
  path: string,
): { readonly schema: Schema; readonly rest: string } | undefined {
  for (const schema of [type.schema, ...type.extensions]) {
    if (!isSameName(path.slice(0, schema.id.length), schema.id)) continue;
    const rest = path.slice(schema.id.length);
    if (rest === '' || /^:./s.test(rest)) return { schema, rest: rest.slice(1) };
  }
  return undefined;
}
