import { z } from 'zod';

/** The pattern of a text that counts as absent. */
export const blankText = String.raw`^\s*$`;

/** The JSON type of a field's values. */
type FieldType = 'string' | 'number' | 'boolean' | 'array' | 'object';

/**
 * Makes a field optional the way HR systems leave one out: `null` and an empty text count as absent. The types are for
 * the JSON schema, which cannot be derived.
 */
export function optionalField<Schema extends z.ZodType>(schema: Schema, ...types: readonly FieldType[]) {
  const allTypes = [...new Set([...types, 'string', 'null'])];
  // Of texts, only blank ones are allowed for a field of another type; for a text field, blank ones are allowed as well.
  const pattern = types.includes('string') ? undefined : blankText;
  return z
    .preprocess((value) => (isAbsent(value) ? undefined : value), schema.optional())
    .optional()
    .meta({ pattern, minLength: undefined, ...schema.meta(), type: allTypes });
}

function isAbsent(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}
