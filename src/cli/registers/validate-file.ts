import { StartError } from '../../contract/lib/start-error.ts';
import { personIdFor } from '../../contract/temporal/workflow-ids.ts';
import { plural } from '../plural.ts';
import { parseRegister } from './parse-register.ts';
import { type Line, readLines } from './read-lines.ts';
import type { Register } from './register-line.ts';

export type Deployment = { readonly idKey: string; readonly organization: string };

const maxShown = 20;

/**
 * Checks every line of an export and returns how many people it has. Throws `StartError` with the mistakes, each with its
 * line and field, or if this deployment would give the people other IDs.
 */
export async function validateFile(file: string, deployment: Deployment): Promise<number> {
  const mistakes: string[] = [];
  const foreign: number[] = [];
  const lineOf = new Map<string, number>();
  for await (const line of readLines(file)) {
    const parsed = parseLine(line);
    if ('mistakes' in parsed) {
      mistakes.push(...parsed.mistakes.map((mistake) => `line ${line.number}: ${mistake}`));
      continue;
    }
    const { register } = parsed;
    const first = lineOf.get(register.id);
    if (first !== undefined) mistakes.push(`line ${line.number}: /id is that of line ${first}`);
    lineOf.set(register.id, line.number);
    if (hasOtherId(register, deployment)) foreign.push(line.number);
  }
  if (mistakes.length > 0) throw invalid(file, mistakes);
  if (foreign.length > 0) throw otherKey(foreign, lineOf.size, deployment);
  return lineOf.size;
}

/** Reads the registers of a file that was validated. */
export async function* readRegisters(file: string): AsyncGenerator<Register> {
  for await (const line of readLines(file)) {
    const parsed = parseLine(line);
    if ('mistakes' in parsed) throw invalid(file, [`line ${line.number}: has changed since it was checked`]);
    yield parsed.register;
  }
}

function parseLine({ text, isUnfinished }: Line) {
  if (text === undefined) return { mistakes: ['is not UTF-8'] };
  const parsed = parseRegister(text);
  if ('register' in parsed) return parsed;
  const hint = isUnfinished ? '; the file ends in this line, so it was probably cut off' : '';
  return {
    mistakes: parsed.mistakes.map(({ field, message }) =>
      field === '' ? `${message}${hint}` : `${field} ${message}`,
    ),
  };
}

/** Of a person who was erased nothing is left that their ID could be made from. */
function hasOtherId({ id, input }: Register, { idKey, organization }: Deployment): boolean {
  return !('erasedAt' in input) && personIdFor(idKey, organization, input.view.email) !== id;
}

function invalid(file: string, mistakes: readonly string[]): StartError {
  const shown = mistakes.slice(0, maxShown).map((mistake) => `  ${mistake}`);
  const more = mistakes.length > maxShown ? [`  and ${mistakes.length - maxShown} more`] : [];
  return new StartError(
    [`Nothing was imported: ${plural(mistakes.length, 'mistake')} in ${file}.`, ...shown, ...more].join('\n'),
  );
}

function otherKey(lines: readonly number[], total: number, { organization }: Deployment): StartError {
  return new StartError(
    `Nothing was imported: ${lines.length} of ${plural(total, 'line')} (the first is line ${lines[0]}) have an id that this deployment would not give the person. Set ONBOARDING_ID_KEY and ONBOARDING_ORGANIZATION (here ${organization}) to those of the deployment that was exported.`,
  );
}
