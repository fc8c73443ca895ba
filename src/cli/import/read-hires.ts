import { StartError } from '../../contract/lib/start-error.ts';
import { type AssignedColumns, assignColumns, type ColumnChoice } from './assign-columns.ts';
import { type Column, isResultColumn } from './columns.ts';
import { decodeText } from './decode-text.ts';
import { findDamage, formatHeaderDamage } from './find-damage.ts';
import { findDuplicates, sharedExternalIds } from './find-duplicates.ts';
import type { HireRow, Mistake, RowValues } from './hire-row.ts';
import { type CsvFile, parseCsv } from './parse-csv.ts';
import type { DateOrder } from './parse-date.ts';
import { quoteValue } from './quote-value.ts';
import { countMistake, withoutTrailingColumns } from './row-shape.ts';
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
    const damaged = damage(row);
    const wrongCount = countMistake(row, file.header.fields);
    if (wrongCount !== undefined) return { line, fields, mistakes: [wrongCount, ...damaged] };
    const values = valuesOf(fields, file.header.fields, assigned, defaults);
    const result = toHire(values, options.dateOrder);
    if (damaged.length === 0) return { line, fields, ...result };
    const others = 'mistakes' in result ? result.mistakes : [];
    return { line, fields, mistakes: [...damaged, ...others.filter((one) => !isDamaged(one, damaged))] };
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

/** A damaged value is usually invalid as well, which says nothing more. */
function isDamaged({ column }: Mistake, damaged: readonly Mistake[]): boolean {
  return damaged.some((one) => one.column === column);
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

function ignoredColumns({ ignored }: AssignedColumns): string[] {
  if (ignored.length === 0) return [];
  return [`Ignored columns: ${ignored.map(quoteValue).join(', ')}. Nothing of a hire is read from them.`];
}

/** A quote that was never closed can swallow rows, which then look like one long value. */
function longValues({ header, rows }: CsvFile, { indexes }: AssignedColumns): string[] {
  const used = new Set(indexes.values());
  return rows.flatMap(({ line, fields }) =>
    fields.flatMap((value, index) =>
      used.has(index) || isResultColumn(header.fields[index] ?? '') || !value.includes('\n')
        ? []
        : [
            `Line ${line}, column ${quoteValue(header.fields[index] ?? '')}: the value has ${value.split('\n').length} lines. If hires are missing, check its quotes.`,
          ],
    ),
  );
}
