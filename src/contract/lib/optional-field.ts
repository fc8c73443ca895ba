import { z } from 'zod';

/** The JSON type of a field's values. */
type FieldType = 'string' | 'number' | 'boolean' | 'array';

/**
 * Makes a field optional the way HR systems leave one out: `null` and an empty text count as absent. The types are for
 * the JSON schema, which cannot be derived.
 */
export function optionalField<Schema extends z.ZodType>(schema: Schema, ...types: readonly FieldType[]) {
  const allTypes = [...new Set([...types, 'string', 'null'])];
  return z
    .preprocess((value) => (isAbsent(value) ? undefined : value), schema.optional())
    .optional()
    .meta({ ...schema.meta(), type: allTypes, ...(types.includes('string') ? {} : { maxLength: 0 }) });
}

function isAbsent(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}
