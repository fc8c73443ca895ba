import { callerMistake } from './error.ts';
import type { Attribute } from './schemas/attribute.ts';
import { findIn, isSameName } from './schemas/find-attribute.ts';

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The property by a name whose letter case does not count. */
export function propertyOf(object: JsonObject, name: string): unknown {
  return Object.entries(object).find(([key]) => isSameName(key, name))?.[1];
}

/** Entra, without its flag, sends a single value as a list with one object: `[{"$ref": null, "value": "…"}]`. */
export function singleValue(value: unknown): unknown {
  return Array.isArray(value) && value.length <= 1 ? value[0] : value;
}

/**
 * Brings a value into the one form in which this service keeps it: canonical names, the type of the schema, a list if
 * the attribute has several values. Returns `undefined` for what counts as unassigned: null, an empty text, an empty
 * list, an object without a known key. Throws a `ScimError` (`invalidValue`) if the value cannot be of the type.
 */
export function normalizeValue(attribute: Attribute, value: unknown): unknown {
  if (!attribute.multiValued) return normalizeOne(attribute, value);
  const values = Array.isArray(value) ? value : [value];
  const normalized = values.map((one) => normalizeOne(attribute, one)).filter((one) => one !== undefined);
  return normalized.length === 0 ? undefined : normalized;
}

function normalizeOne(attribute: Attribute, given: unknown): unknown {
  const value = plainValue(attribute, singleValue(given));
  if (attribute.uniqueness === 'server' && typeof value === 'string') return nameOf(attribute, value);
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value))
    throw callerMistake('invalidValue', `A value of ${attribute.name} must not be a list.`);
  switch (attribute.type) {
    case 'complex':
      return normalizeComplex(attribute, value);
    case 'boolean':
      return normalizeBoolean(attribute, value);
    case 'string':
    case 'reference':
    case 'dateTime':
      if (typeof value === 'string') return canonicalText(attribute, value);
      // HR systems have employee numbers that are numbers.
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
      throw callerMistake('invalidValue', `${attribute.name} must be a string.`);
  }
}

/** A name is unique without the blanks around it, so it is kept without them. */
function nameOf({ name }: Attribute, value: string): string {
  const trimmed = value.trim();
  if (trimmed === '') throw callerMistake('invalidValue', `${name} must not be blank.`);
  return trimmed;
}

/** A text, or another plain value, may come as an object with the name `value`. */
function plainValue({ type }: Attribute, value: unknown): unknown {
  return type !== 'complex' && isObject(value) && 'value' in value ? value['value'] : value;
}

function normalizeComplex(attribute: Attribute, value: unknown): JsonObject | undefined {
  const { name, subAttributes } = attribute;
  if (!isObject(value)) {
    if (findIn(subAttributes, 'value') === undefined)
      throw callerMistake('invalidValue', `${name} must be an object.`);
    return normalizeComplex(attribute, { value });
  }
  const entries = Object.entries(parsedRole(name, value)).flatMap(([key, one]) => {
    const sub = findIn(subAttributes, key);
    const normalized =
      sub === undefined || sub.mutability === 'readOnly' ? undefined : normalizeValue(sub, one);
    return sub === undefined || normalized === undefined ? [] : [[sub.name, normalized] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Entra's expression for several app roles sends each as JSON in a text: `{"id": "…", "value": "…", "displayName": "…"}`. */
function parsedRole(name: string, role: JsonObject): JsonObject {
  const text = role['value'];
  if (name !== 'roles' || typeof text !== 'string' || !text.startsWith('{')) return role;
  try {
    const { value, displayName } = JSON.parse(text) as JsonObject;
    return typeof value === 'string' ? { ...role, value, display: displayName } : role;
  } catch {
    return role;
  }
}

function normalizeBoolean({ name }: Attribute, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw callerMistake('invalidValue', `${name} must be true or false.`);
}

/** A value that differs from a canonical one only by its letter case is the canonical one. */
function canonicalText({ canonicalValues, caseExact }: Attribute, value: string): string {
  return caseExact ? value : (canonicalValues?.find((one) => isSameName(one, value)) ?? value);
}
