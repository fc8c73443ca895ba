import type { ScimResource } from '../contract/scim/resource.ts';
import { callerMistake } from './error.ts';
import { isObject, type JsonObject, normalizeValue } from './normalize-value.ts';
import type { Attribute } from './schemas/attribute.ts';
import { findAttribute, isSameName } from './schemas/find-attribute.ts';
import type { ResourceType } from './schemas/resource-types.ts';

/**
 * Reduces the body of a POST or PUT to what is kept. Unknown and read-only attributes are dropped without an error, as
 * RFC 7644 §3.3 demands for the latter: identity providers send back what they read, and more than was asked for.
 * Throws a `ScimError` for a body that is no object, and for a value of the wrong type.
 */
export function normalizeResource(type: ResourceType, body: unknown): ScimResource {
  if (!isObject(body)) throw callerMistake('invalidSyntax', `Send a ${type.name} as a JSON object.`);
  const resource: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    const extension = type.extensions.find(({ id }) => isSameName(id, key));
    if (extension !== undefined) {
      for (const [name, one] of Object.entries(isObject(value) ? value : {}))
        assign(resource, findAttribute(type, name, extension.id), one);
    } else assign(resource, findAttribute(type, key), value);
  }
  return tidy(resource);
}

function assign(
  resource: Record<string, unknown>,
  located: { readonly attribute: Attribute; readonly extension?: string } | undefined,
  value: unknown,
): void {
  if (located === undefined || located.attribute.mutability === 'readOnly') return;
  const { attribute, extension } = located;
  const normalized = normalizeValue(attribute, value);
  if (normalized === undefined) return;
  if (extension === undefined) resource[attribute.name] = normalized;
  else
    resource[extension] = {
      ...(resource[extension] as JsonObject | undefined),
      [attribute.name]: normalized,
    };
}

/**
 * Removes what several writes leave behind: the same value of a list twice, a second primary value, and objects and
 * lists without content. Of two entries with the same value and type the later one counts, and so does the later of two
 * primary ones: a client that makes one primary does not always say that the other no longer is.
 */
export function tidy(resource: ScimResource): ScimResource {
  return Object.fromEntries(
    Object.entries(resource)
      .map(([name, value]) => [name, Array.isArray(value) ? tidyList(value) : value] as const)
      .filter(([, value]) => !isEmpty(value)),
  );
}

function tidyList(values: readonly unknown[]): readonly unknown[] {
  const byKey = new Map<string, unknown>();
  for (const value of values) {
    if (isEmpty(value)) continue;
    const key = isObject(value) ? JSON.stringify([value['value'], value['type']]) : JSON.stringify(value);
    byKey.set(key, value);
  }
  const unique = [...byKey.values()];
  const lastPrimary = unique.findLast(isPrimary);
  return unique.map((value) => (isPrimary(value) && value !== lastPrimary ? notPrimary(value) : value));
}

export function isPrimary(value: unknown): value is JsonObject {
  return isObject(value) && value['primary'] === true;
}

export function notPrimary(value: JsonObject): JsonObject {
  return { ...value, primary: false };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
