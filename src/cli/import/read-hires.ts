import { StartError } from '../../contract/lib/start-error.ts';
import { type AssignedColumns, assignColumns, type ColumnChoice } from './assign-columns.ts';
import type { Column } from './columns.ts';
import { decodeText, fallbackEncoding, type DecodedText } from './decode-text.ts';
import { findDuplicates, sharedExternalIds } from './find-duplicates.ts';
import type { HireRow, Mistake, RowValues } from './hire-row.ts';
import { type CsvFile, type CsvRow, parseCsv } from './parse-csv.ts';
import type { DateOrder } from './parse-date.ts';
import { quoteValue } from './quote-value.ts';
import { toHire } from './to-hire.ts';

export type ReadOptions = {
  /** A label that `TextDecoder` knows. A byte order mark in the file has priority. Default: UTF-8. */
  readonly encoding?: string | undefined;
  /** The group of rows that have none. */
  readonly group?: string | undefined;
  /** The policies of rows that have none, separated by semicolons. */
  readonly policies?: string | undefined;
  readonly columns?: readonly ColumnChoice[] | undefined;
  readonly dateOrder?: DateOrder | undefined;
};

export type HireFile = {
  readonly delimiter: string;
  /** The names of the columns, as in the file. */
  readonly header: readonly string[];
  readonly rows: readonly HireRow[];
  readonly warnings: readonly string[];
};

/** Reads hires from a CSV file with a header. Throws `StartError` if the file as a whole is invalid. */
export function readHires(bytes: Uint8Array, options: ReadOptions = {}): HireFile {
  const decoded = decodeText(bytes, options.encoding);
  const file = withoutTrailingColumns(parseCsv(decoded.text));
  const damage = findDamage(file, decoded);
  const headerDamage = damage(file.header);
  if (headerDamage.length > 0) throw new StartError(formatHeaderDamage(file.header, headerDamage));
  const defaults = new Map<Column, string | undefined>([
    ['group', options.group],
    ['policies', options.policies],
  ]);
  const assigned = assignColumns(file, options.columns ?? [], (column) => defaults.get(column) !== undefined);
  const rows = file.rows.map((row): HireRow => {
    const { line, fields } = row;
    const wrongCount = countMistake(row, file.header.fields);
    if (wrongCount !== undefined) return { line, fields, mistakes: [wrongCount] };
    const damaged = damage(row);
    const values = valuesOf(fields, file.header.fields, assigned, defaults);
    const result = toHire(values, options.dateOrder);
    if (damaged.length === 0) return { line, fields, ...result };
    const others = 'mistakes' in result ? result.mistakes : [];
    const damagedColumns = new Set(damaged.map(({ column }) => column));
    return {
      line,
      fields,
      mistakes: [...damaged, ...others.filter(({ column }) => !damagedColumns.has(column))],
    };
  });
  const emailIndex = assigned.indexes.get('email') ?? 0;
  const distinct = findDuplicates(rows, file.header.fields[emailIndex] ?? 'email');
  return {
    delimiter: file.delimiter,
    header: file.header.fields,
    rows: distinct,
    warnings: [
      ...decoded.warnings,
      ...ignoredColumns(assigned),
      ...longValues(file, assigned),
      ...sharedExternalIds(distinct),
    ],
  };
}

/** Excel writes empty columns at the end of the header and of each row. */
function withoutTrailingColumns(file: CsvFile): CsvFile {
  const length = file.header.fields.findLastIndex((name) => name !== '') + 1;
  const header = { ...file.header, fields: file.header.fields.slice(0, length) };
  const rows = file.rows.map((row) => {
    const last = row.fields.findLastIndex((field) => field !== '') + 1;
    return { ...row, fields: row.fields.slice(0, Math.max(last, Math.min(length, row.fields.length))) };
  });
  return { ...file, header, rows };
}

function countMistake({ fields }: CsvRow, header: readonly string[]): Mistake | undefined {
  if (fields.length === header.length) return undefined;
  const isLonger = fields.length > header.length;
  const hint = isLonger
    ? `Without a column: ${fields.slice(header.length).map(quoteValue).join(', ')}. A value that contains the delimiter must be in quotes.`
    : `Missing: ${header.slice(fields.length).map(quoteValue).join(', ')}. An empty value needs its delimiter, too.`;
  return {
    column: undefined,
    value: fields.join(' | '),
    message: `has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'}, but the header names ${header.length} columns. ${hint}`,
  };
}

function valuesOf(
  fields: readonly string[],
  header: readonly string[],
  { indexes }: AssignedColumns,
  defaults: ReadonlyMap<Column, string | undefined>,
): RowValues {
  const values = new Map(
    [...indexes].map(([column, index]) => [
      column,
      { value: fields[index] ?? '', source: header[index] ?? column },
    ]),
  );
  for (const [column, value] of defaults) {
    const isEmpty = (values.get(column)?.value ?? '') === '';
    if (value !== undefined && isEmpty) values.set(column, { value, source: `--${column}` });
  }
  return values;
}

/** Returns a function that finds the values of a row that were not decoded completely. */
function findDamage(
  file: CsvFile,
  { text, encoding, fallbackText }: DecodedText,
): (row: CsvRow) => readonly Mistake[] {
  if (!text.includes('\uFFFD')) return () => [];
  // The same file in another encoding has the same delimiters, so its rows and fields are at the same places.
  const fallback = fallbackText === undefined ? undefined : parseCsv(fallbackText, file.delimiter);
  const fallbackRows = fallback === undefined ? [] : [fallback.header, ...fallback.rows];
  const fallbackOfLine = new Map(fallbackRows.map(({ line, fields }) => [line, fields]));
  return (row) =>
    row.fields.flatMap((value, index) => {
      if (!value.includes('\uFFFD')) return [];
      const column = file.header.fields[index] ?? `column ${index + 1}`;
      const meant = fallbackOfLine.get(row.line)?.[index];
      const message =
        meant === undefined
          ? `has characters that were lost: they are not valid ${encoding}, or were replaced by U+FFFD before. Export the file again, or name its encoding with --encoding`
          : `is not valid UTF-8. If it is meant to be ${quoteValue(meant)}, add --encoding ${fallbackEncoding}`;
      return [{ column, value, message }];
    });
}

function formatHeaderDamage({ line }: CsvRow, mistakes: readonly Mistake[]): string {
  const list = mistakes.map(({ value, message }) => `${quoteValue(value)} ${message}`);
  return `The header (line ${line}) cannot be read: ${list.join('; ')}.`;
}

function ignoredColumns({ ignored }: AssignedColumns): string[] {
  if (ignored.length === 0) return [];
  return [`Ignored columns: ${ignored.map(quoteValue).join(', ')}. Nothing of a hire is read from them.`];
}

/** A quote that was never closed can swallow rows, which then look like one long value. */
function longValues({ header, rows }: CsvFile, { indexes }: AssignedColumns): string[] {
  const used = new Set(indexes.values());
  return rows.flatMap(({ line, fields }) =>
    fields.flatMap((value, index) =>
      used.has(index) || !value.includes('\n')
        ? []
        : [
            `Line ${line}, column ${quoteValue(header.fields[index] ?? '')}: the value has ${value.split('\n').length} lines. If hires are missing, check its quotes.`,
          ],
    ),
  );
}
