import { StartError } from '../../contract/lib/start-error.ts';
import { personIdFor } from '../../contract/temporal/workflow-ids.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { InProgress } from './in-progress.ts';
import { parseRegister } from './parse-register.ts';
import { type Line, readLines } from './read-lines.ts';
import type { Register } from './register-line.ts';

export type Deployment = { readonly idKey: string; readonly organization: string };

export type FileContent = {
  /** How many registers can be started. */
  readonly registers: number;
  /** The people for whom a flow was in progress. */
  readonly inProgress: readonly InProgress[];
};

const maxShown = 20;

/**
 * Checks every line of an export and returns what it has. Throws `StartError` with the mistakes, each with its line and
 * field, if there is no line, or if this deployment would give the people other IDs.
 */
export async function validateFile(file: string, deployment: Deployment): Promise<FileContent> {
  const mistakes: string[] = [];
  const foreign: number[] = [];
  const inProgress: InProgress[] = [];
  const lineOf = new Map<string, number>();
  for await (const line of readLines(file)) {
    const parsed = parseLine(line);
    if ('mistakes' in parsed) {
      mistakes.push(...parsed.mistakes.map((mistake) => `line ${line.number}: ${mistake}`));
      continue;
    }
    const { id, email } = personOf(parsed);
    if ('inProgress' in parsed) inProgress.push(parsed.inProgress);
    const first = lineOf.get(id);
    if (first !== undefined) mistakes.push(`line ${line.number}: /id is that of line ${first}`);
    lineOf.set(id, line.number);
    if (hasOtherId(id, email, deployment)) foreign.push(line.number);
  }
  if (mistakes.length > 0) throw invalid(file, mistakes);
  if (lineOf.size === 0)
    throw new StartError(
      `Nothing was imported: ${file} has no line. Check that it is an export, and that it was decrypted.`,
    );
  if (foreign.length > 0) throw otherKey(foreign, lineOf.size, deployment);
  return { registers: lineOf.size - inProgress.length, inProgress };
}

/** Reads the registers of a file that was validated. */
export async function* readRegisters(file: string): AsyncGenerator<Register> {
  for await (const line of readLines(file)) {
    const parsed = parseLine(line);
    if ('mistakes' in parsed) throw invalid(file, [`line ${line.number}: has changed since it was checked`]);
    if ('register' in parsed) yield parsed.register;
  }
}

function parseLine({ text, isUnfinished }: Line) {
  if (text === undefined) return { mistakes: ['is not UTF-8'] };
  const parsed = parseRegister(text);
  if (!('mistakes' in parsed)) return parsed;
  const hint = isUnfinished ? '; the file ends in this line, so it was probably cut off' : '';
  return {
    mistakes: parsed.mistakes.map(({ field, message }) =>
      field === '' ? `${message}${hint}` : `${field} ${message}`,
    ),
  };
}

/** Of a person who was erased nothing is left that their ID could be made from. */
function hasOtherId(id: string, email: string | undefined, { idKey, organization }: Deployment): boolean {
  return email !== undefined && personIdFor(idKey, organization, email) !== id;
}

/** The ID of the person of a line, and their email unless they were erased. */
function personOf(line: { readonly register: Register } | { readonly inProgress: InProgress }) {
  if ('inProgress' in line) return { id: line.inProgress.id, email: line.inProgress.inProgress.email };
  const { id, input } = line.register;
  return { id, email: 'erasedAt' in input ? undefined : input.view.email };
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
    `Nothing was imported: ${lines.length} of ${plural(total, 'line')} (the first is line ${lines[0]}) ${lines.length === 1 ? 'has' : 'have'} an id that this deployment would not give the person. Set ONBOARDING_ID_KEY and ONBOARDING_ORGANIZATION (here ${organization}) to those of the deployment that was exported.`,
  );
}
