import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { type FieldError, ProblemError } from '../../contract/api/problems.ts';
import { quote } from './quote.ts';

/** More than a person would read; a body full of unknown keys must not make an answer larger than itself. */
const shownErrors = 20;

/**
 * Validates with the route's Zod schema. What is wrong becomes one `invalid_request` that names each field and says
 * what to do, in words of this service: Zod's own may change with its version.
 */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data) =>
    validate(schema, data, httpPart);

/** The parsed value, or what is wrong with it; pointers begin at the value. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  httpPart: string | undefined,
): { readonly value: z.output<Schema> } | { readonly error: ProblemError } {
  const parsed = schema.safeParse(data, { error: plainMessage });
  if (parsed.success) return { value: parsed.data };
  const repeatsNothing = schema.meta()?.['writeOnly'] === true;
  const errors = parsed.error.issues.flatMap((issue) => fieldErrors(issue, httpPart, repeatsNothing));
  const lacksSomething = errors.some(({ message }) => message === missing);
  return { error: invalidRequest(errors, lacksSomething ? exampleOf(schema) : undefined) };
}

function invalidRequest(errors: readonly FieldError[], example: object | undefined): ProblemError {
  const named = errors.slice(0, 3).map(({ field, message }) => `${field || 'the body'} ${message}`);
  const rest = errors.length > named.length ? `; and ${errors.length - named.length} more` : '';
  const instead = example === undefined ? '' : ` Send, for example, ${JSON.stringify(example)}.`;
  return new ProblemError('invalid_request', `${named.join('; ')}${rest}.${instead}`, {
    errors: errors.slice(0, shownErrors),
  });
}

/** A body with the keys that must be there, where each has an example of its own. */
function exampleOf(schema: z.ZodType): object | undefined {
  if (!(schema instanceof z.ZodObject)) return undefined;
  const required = Object.entries<z.ZodType>(schema.shape).filter(
    ([, value]) => !value.safeParse(undefined).success,
  );
  const examples = required.map(([key, value]) => [key, value.meta()?.['example']] as const);
  return examples.every(([, example]) => example !== undefined) ? Object.fromEntries(examples) : undefined;
}

const missing = 'is required';

/** The message of an issue whose schema has no words of its own. */
const plainMessage: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? missing
      : `must be ${expectations[issue.expected] ?? 'of another type'}`;
  }
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.inst);
    return known.length === 0
      ? 'is not known here, where nothing is asked for'
      : `is not known here; known: ${known.join(', ')}`;
  }
  if (issue.code === 'invalid_value') return `must be one of: ${issue.values.join(', ')}`;
  return 'is not valid';
};

const expectations: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a JSON object',
};

function knownKeys(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function fieldErrors(
  issue: z.core.$ZodIssue,
  httpPart: string | undefined,
  repeatsNothing: boolean,
): FieldError[] {
  const field = fieldName(issue.path, httpPart);
  if (issue.code !== 'unrecognized_keys') return [{ field, message: issue.message }];
  if (repeatsNothing) return [{ field, message: `has a key that ${issue.message}` }];
  return issue.keys.map((key) => ({
    field: fieldName([...issue.path, key], httpPart),
    message: issue.message,
  }));
}

function fieldName(path: readonly PropertyKey[], httpPart: string | undefined): string {
  if (httpPart === 'body') return path.map((key) => `/${pointerSegment(key)}`).join('');
  return path.map((key) => quote(String(key))).join('.');
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-3 */
function pointerSegment(key: PropertyKey): string {
  return quote(String(key)).replaceAll('~', '~0').replaceAll('/', '~1');
}
