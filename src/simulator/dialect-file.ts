import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Dialect, dialectChangeSchema, dialectSchema } from './dialect.ts';

/** Why a file is no dialect. The message names every mistake and what is allowed. */
export class DialectFileError extends Error {
  override readonly name = 'DialectFileError';
}

/**
 * Reads the options of a dialect from a JSON file, such as `{"envelope": "wrapped"}`. Options that it leaves out keep
 * their default. Throws `DialectFileError`.
 */
export function readDialectFile(file: string): Partial<Dialect> {
  const parsed = dialectChangeSchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.flatMap(describeIssue).map((mistake) => `  ${mistake}`);
  throw new DialectFileError(
    [`${file} is not a dialect of the simulator. docs/simulator.md describes the options.`, ...mistakes].join(
      '\n',
    ),
  );
}

/** Returns the content of a dialect file. */
export function formatDialectFile(dialect: Partial<Dialect>): string {
  return `${JSON.stringify(dialect, undefined, 2)}\n`;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DialectFileError(`Cannot read the dialect in ${file}: ${reason}`, { cause: error });
  }
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    const options = Object.keys(dialectSchema.shape).join(', ');
    return issue.keys.map((key) => `${key}: is not an option; the options are ${options}`);
  }
  const [option] = issue.path;
  if (option === undefined) return ['it must be a JSON object, with a key for each option'];
  return [`${String(option)}: must be ${allowedValues(String(option))}`];
}

function allowedValues(option: string): string {
  const schema = z.toJSONSchema(dialectSchema).properties?.[option];
  if (typeof schema !== 'object') return 'left out';
  if (schema.enum !== undefined)
    return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  if (schema.type === 'boolean') return 'true or false';
  return schema.minimum === 0 ? 'a whole number from 0' : 'a whole number from 1';
}
