import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { isResultColumn, resultColumns } from './columns.ts';
import type { HireRow } from './hire-row.ts';
import { delimiters } from './parse-csv.ts';
import type { HireFile } from './read-hires.ts';

/** What became of a row. */
export type RowOutcome = {
  readonly onboardingId?: string | undefined;
  readonly outcome: string;
  readonly error?: string | undefined;
};

/**
 * Creates an empty result file, readable for its owner only, and returns its path. Without a path its name is derived from
 * the imported file and is one that does not exist yet. Throws `StartError` if the file exists or cannot be created.
 */
export function createResultFile(path: string | undefined, importedFile: string): string {
  const file = path ?? freePath(importedFile);
  try {
    closeSync(openSync(file, 'wx', 0o600));
    return file;
  } catch (error) {
    const reason = existsSync(file)
      ? `${file} exists already. Name another file with --result, or move that one away.`
      : `Cannot create ${file}: ${errorMessage(error)}. Name another file with --result.`;
    throw new StartError(`Nothing was started. ${reason}`, { cause: error });
  }
}

/** `hires.csv` becomes `hires.result.csv`, then `hires.result-2.csv`; so does `hires.result.csv`. */
function freePath(importedFile: string): string {
  const extension = extname(importedFile);
  const name = basename(importedFile, extension).replace(/\.result(?:-\d+)?$/, '');
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : `-${count}`;
    const path = join(dirname(importedFile), `${name}.result${suffix}${extension || '.csv'}`);
    if (!existsSync(path)) return path;
  }
}

export function writeResultFile(path: string, file: HireFile, outcomeOf: (row: HireRow) => RowOutcome): void {
  writeFileSync(path, formatResultFile(file, outcomeOf));
}

/**
 * All rows with all columns, and with what became of them. The file can be corrected and imported again. It is UTF-8 with
 * a byte order mark and has the delimiter of the imported file, so that Excel opens both in the same way.
 */
export function formatResultFile(file: HireFile, outcomeOf: (row: HireRow) => RowOutcome): string {
  const { header, rows } = file;
  const isInput = header.map((name) => !isResultColumn(name));
  const hasResultColumns = isInput.includes(false);
  const lines = rows.map((row) => {
    const { onboardingId = '', outcome, error = '' } = outcomeOf(row);
    const added = [onboardingId, outcome, error.replaceAll(/\s+/g, ' ')];
    // A row with too few or too many fields must stay one, so that importing this file refuses it again.
    if (row.fields.length !== header.length) return hasResultColumns ? row.fields : row.fields.concat(added);
    return row.fields.filter((_, index) => isInput[index]).concat(added);
  });
  const names = [...header.filter((_, index) => isInput[index]), ...resultColumns];
  const delimiter = delimiters.includes(file.delimiter) ? file.delimiter : ',';
  return `\uFEFF${[names, ...lines].map((fields) => formatLine(fields, delimiter)).join('')}`;
}

function formatLine(fields: readonly string[], delimiter: string): string {
  const values = fields.map((field) =>
    field.includes(delimiter) || /["\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );
  return `${values.join(delimiter)}\r\n`;
}
