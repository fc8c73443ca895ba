import { delimiters } from './parse-csv.ts';
import type { PeopleFile } from './read-rows.ts';
import { type idColumns, isResultColumn, resultColumns } from './result-columns.ts';
import type { Row } from './row.ts';

export type IdColumn = (typeof idColumns)[number];

/** What became of a row. */
export type RowOutcome = {
  /** The ID of the onboarding or offboarding. */
  readonly id?: string | undefined;
  readonly outcome: string;
  readonly error?: string | undefined;
};

/**
 * All rows with all columns, and with what became of them. The file can be corrected and imported again. It is UTF-8 with
 * a byte order mark and has the delimiter of the imported file, so that Excel opens both in the same way.
 */
export function formatResult(
  file: Pick<PeopleFile<unknown>, 'delimiter' | 'header' | 'rows'>,
  idColumn: IdColumn,
  outcomeOf: (row: Row<unknown>) => RowOutcome,
): string {
  const { header, rows } = file;
  const isInput = header.map((name) => !isResultColumn(name));
  const hasResultColumns = isInput.includes(false);
  const lines = rows.map((row) => {
    const { id = '', outcome, error = '' } = outcomeOf(row);
    const added = [id, outcome, error.replaceAll(/\s+/g, ' ')];
    // A row with too few or too many fields must stay one, so that importing this file refuses it again.
    if (row.fields.length !== header.length) return hasResultColumns ? row.fields : row.fields.concat(added);
    return row.fields.filter((_, index) => isInput[index]).concat(added);
  });
  const names = [...header.filter((_, index) => isInput[index]), idColumn, ...resultColumns];
  const delimiter = delimiters.includes(file.delimiter) ? file.delimiter : ',';
  return `\uFEFF${[names, ...lines].map((fields) => formatLine(fields, delimiter)).join('')}`;
}

function formatLine(fields: readonly string[], delimiter: string): string {
  const values = fields.map((field) =>
    field.includes(delimiter) || /["\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );
  return `${values.join(delimiter)}\r\n`;
}
