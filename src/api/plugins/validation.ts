import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { type FieldError, ProblemError } from '../../contract/api/problems.ts';
import { unsafeCharacters } from '../../contract/lib/unsafe-characters.ts';

/** More than a person would read. A body full of unknown keys must not cause a response larger than itself. */
const maxErrors = 20;

/**
 * Validates with the route's Zod schema. All mistakes become one `invalid_request` that names each field and says what
 * to do. The messages are this service's own, because Zod's may change with its version.
 */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data) =>
    validate(schema, data, httpPart);

/** Returns the parsed value or an `invalid_request`, whose JSON pointers start at the value. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  httpPart: string | undefined,
): { readonly value: z.output<Schema> } | { readonly error: ProblemError } {
  const repeated = httpPart === 'querystring' ? repeatedParameters(data) : [];
  if (repeated.length > 0) return { error: invalidRequest(repeated, undefined) };
  const given = httpPart === 'querystring' ? withoutEmptyParameters(schema, data) : data;
  const parsed = schema.safeParse(given, { error: defaultMessage });
  if (parsed.success) return { value: parsed.data };
  const errors = parsed.error.issues.flatMap((issue) => fieldErrors(issue, httpPart, isSecret(schema)));
  const lacksField = errors.some(({ message }) => message === missing);
  return { error: invalidRequest(errors, lacksField ? exampleOf(schema) : undefined) };
}

/** Whether errors about a body must quote nothing of it. */
function isSecret(schema: unknown): boolean {
  return schema instanceof z.ZodType && schema.meta()?.['writeOnly'] === true;
}

const onlyOnce = 'must be given only once';

/** The error for a key that a body with this schema repeats. */
export function repeatedKey(path: readonly PropertyKey[], schema: unknown): ProblemError {
  return isSecret(schema)
    ? invalidRequest([{ field: '', message: 'must not repeat a key' }], undefined)
    : invalidRequest([{ field: fieldName(path, 'body'), message: onlyOnce }], undefined);
}

/** A parameter that is given twice is parsed as an array. */
function repeatedParameters(query: unknown): FieldError[] {
  return Object.entries(query ?? {}).flatMap(([name, value]) =>
    Array.isArray(value) ? [{ field: quote(name), message: onlyOnce }] : [],
  );
}

/** An optional parameter without a value, as in `?cursor=`, counts as absent. */
function withoutEmptyParameters(schema: z.ZodType, query: unknown): object {
  const shape: Readonly<Record<string, z.ZodType>> = schema instanceof z.ZodObject ? schema.shape : {};
  const isOptional = (name: string) => shape[name]?.safeParse(undefined).success === true;
  return Object.fromEntries(
    Object.entries(query ?? {}).filter(([name, value]) => value !== '' || !isOptional(name)),
  );
}

function invalidRequest(errors: readonly FieldError[], example: object | undefined): ProblemError {
  const named = errors.slice(0, 3).map(({ field, message }) => `${field || 'the body'} ${message}`);
  const rest = errors.length > named.length ? `; and ${errors.length - named.length} more` : '';
  const hint = example === undefined ? '' : ` Send, for example, ${JSON.stringify(example)}.`;
  return new ProblemError('invalid_request', `${named.join('; ')}${rest}.${hint}`, {
    errors: errors.slice(0, maxErrors),
  });
}

/** The example of the whole body, or one with the required keys, if each of them has an example. */
function exampleOf(schema: z.ZodType): object | undefined {
  const ofBody = schema.meta()?.['example'];
  if (typeof ofBody === 'object' && ofBody !== null) return ofBody;
  if (!(schema instanceof z.ZodObject)) return undefined;
  const required = Object.entries<z.ZodType>(schema.shape).filter(
    ([, value]) => !value.safeParse(undefined).success,
  );
  const examples = required.map(([key, value]) => [key, value.meta()?.['example']] as const);
  return examples.every(([, example]) => example !== undefined) ? Object.fromEntries(examples) : undefined;
}

const missing = 'is required';

/** The message of an issue whose schema has none of its own. */
const defaultMessage: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? missing
      : `must be ${expectations[issue.expected] ?? 'of a different type'}`;
  }
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.inst);
    return known.length === 0
      ? 'is not allowed: this request takes no fields'
      : `is not allowed; allowed: ${known.join(', ')}`;
  }
  if (issue.code === 'invalid_value') return `must be one of: ${issue.values.join(', ')}`;
  return 'is not valid';
};

const expectations: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  array: 'an array',
  object: 'a JSON object',
};

function knownKeys(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function fieldErrors(issue: z.core.$ZodIssue, httpPart: string | undefined, secret: boolean): FieldError[] {
  const field = fieldName(issue.path, httpPart);
  if (issue.code !== 'unrecognized_keys') return [{ field, message: issue.message }];
  if (secret) return [{ field, message: `has a key that ${issue.message}` }];
  return issue.keys.map((key) => ({
    field: fieldName([...issue.path, key], httpPart),
    message: issue.message,
  }));
}

function fieldName(path: readonly PropertyKey[], httpPart: string | undefined): string {
  if (httpPart === 'body') return path.map((key) => `/${pointerSegment(key)}`).join('');
  return path.map((key) => quote(String(key))).join('.');
}

/** Escapes a key for a JSON pointer: https://www.rfc-editor.org/rfc/rfc6901#section-3 */
function pointerSegment(key: PropertyKey): string {
  return quote(String(key)).replaceAll('~', '~0').replaceAll('/', '~1');
}

const everyUnsafeCharacter = new RegExp(unsafeCharacters, 'gu');

/** A caller's text, shortened, and without characters that could falsify how a log line or a screen reads. */
function quote(text: string): string {
  const safe = text.slice(0, 60).replaceAll(everyUnsafeCharacter, '\u{FFFD}');
  return text.length > 60 ? `${safe}…` : safe;
}
