import { StartError } from '../contract/lib/start-error.ts';
import { type AssignedColumns, assignColumns, type ColumnChoice } from './assign-columns.ts';
import type { ColumnNames } from './column-names.ts';
import { decodeText } from './decode-text.ts';
import { findDamage, formatHeaderDamage } from './find-damage.ts';
import { findDuplicates, refuseSharedIds } from './find-duplicates.ts';
import { argumentWords, type OptionWords } from './option-words.ts';
import { type CsvFile, parseCsv } from './parse-csv.ts';
import type { DateOrder } from './parse-date.ts';
import type { TimeOfDay } from './parse-instant.ts';
import { quoteValue } from './quote-value.ts';
import { isResultColumn } from './result-columns.ts';
import type { Mistake, Row, RowValues } from './row.ts';
import { countMistake, withoutTrailingColumns } from './row-shape.ts';
import type { PersonRequest, Subject } from './subject.ts';

export type ReadOptions<Column extends string> = {
  /** A label that `TextDecoder` knows. A byte order mark in the file has priority. Default: UTF-8. */
  readonly encoding?: string | undefined;
  /** The values of rows that have none. Those of columns that the file cannot have are ignored. */
  readonly defaults?: Readonly<Partial<Record<ReadDefault, string | undefined>>> | undefined;
  readonly columns?: readonly ColumnChoice<Column>[] | undefined;
  readonly dateOrder?: DateOrder | undefined;
  readonly at?: TimeOfDay | undefined;
  /** How messages name these options. Default: the arguments of `npm run import`. */
  readonly words?: OptionWords | undefined;
};

/** The columns that an option can stand in for. */
export type ReadDefault = 'roles' | 'group' | 'policies' | 'reason';

export type PeopleFile<Request> = {
  readonly delimiter: string;
  /** The names of the columns, as in the file. */
  readonly header: readonly string[];
  readonly rows: readonly Row<Request>[];
  readonly warnings: readonly string[];
};

/** Reads people from a CSV file with a header. Throws `StartError` if the file as a whole is invalid. */
export function readRows<Column extends string, Request extends PersonRequest>(
  bytes: Uint8Array,
  subject: Subject<Column, Request>,
  options: ReadOptions<Column> = {},
): PeopleFile<Request> {
  const { words = argumentWords } = options;
  const decoded = decodeText(bytes, options.encoding, words);
  const file = withoutTrailingColumns(parseCsv(decoded.text, subject));
  const damage = findDamage(file, decoded, subject, words);
  const headerDamage = damage(file.header);
  if (headerDamage.length > 0) throw new StartError(formatHeaderDamage(file.header, headerDamage));
  const defaults = defaultsOf(subject, options.defaults ?? {});
  const isGiven = (column: Column) => defaults.has(column);
  const assigned = assignColumns(file, subject, options.columns ?? [], isGiven, words);
  const reading = { dateOrder: options.dateOrder, at: options.at, words };
  const rows = file.rows.map((row): Row<Request> => {
    const { line, fields } = row;
    const damaged = damage(row);
    const wrongCount = countMistake(row, file.header.fields);
    if (wrongCount !== undefined) return { line, fields, mistakes: [wrongCount, ...damaged] };
    const values = valuesOf(fields, file.header.fields, assigned, subject, defaults, words);
    const result = subject.toRequest(values, reading);
    if (damaged.length === 0) return { line, fields, ...result };
    const others = 'mistakes' in result ? result.mistakes : [];
    return { line, fields, mistakes: [...damaged, ...others.filter((one) => !isDamaged(one, damaged))] };
  });
  const nameOf = (column: string) =>
    file.header.fields[assigned.indexes.get(column as Column) ?? -1] ?? column;
  const distinct = findDuplicates(rows, subject, nameOf('email'));
  return {
    delimiter: file.delimiter,
    header: file.header.fields,
    rows: refuseSharedIds(distinct, nameOf('externalId')),
    warnings: [
      ...decoded.warnings,
      ...ignoredColumns(assigned, subject.noun),
      ...longValues(file, assigned, subject.noun),
    ],
  };
}

function defaultsOf<Column extends string>(
  { columns }: ColumnNames<Column>,
  given: NonNullable<ReadOptions<Column>['defaults']>,
): ReadonlyMap<Column, string> {
  const values = given as Readonly<Partial<Record<string, string>>>;
  return new Map(
    columns.flatMap((column) => {
      const value = values[column];
      return value === undefined ? [] : [[column, value] as const];
    }),
  );
}

/** A damaged value is usually invalid as well, which says nothing more. */
function isDamaged({ column }: Mistake, damaged: readonly Mistake[]): boolean {
  return damaged.some((one) => one.column === column);
}

function valuesOf<Column extends string>(
  fields: readonly string[],
  header: readonly string[],
  { indexes }: AssignedColumns<Column>,
  { isMeant }: Pick<Subject<Column, never>, 'isMeant'>,
  defaults: ReadonlyMap<Column, string>,
  words: OptionWords,
): RowValues<Column> {
  const values = new Map<Column, { readonly value: string; readonly source: string }>(
    [...indexes].map(([column, index]) => [
      column,
      { value: fields[index] ?? '', source: header[index] ?? column },
    ]),
  );
  const ofFile = new Map(values);
  const isEmpty = (column: Column) => (ofFile.get(column)?.value ?? '') === '';
  for (const [column, value] of defaults) {
    if (isEmpty(column) && isMeant(column, isEmpty))
      values.set(column, { value, source: words.name(column as ReadDefault & Column) });
  }
  return values;
}

function ignoredColumns({ ignored }: AssignedColumns<string>, noun: string): string[] {
  if (ignored.length === 0) return [];
  return [`Ignored columns: ${ignored.map(quoteValue).join(', ')}. Nothing of a ${noun} is read from them.`];
}

/** A quote that was never closed can swallow rows, which then look like one long value. */
function longValues({ header, rows }: CsvFile, { indexes }: AssignedColumns<string>, noun: string): string[] {
  const used = new Set(indexes.values());
  return rows.flatMap(({ line, fields }) =>
    fields.flatMap((value, index) =>
      used.has(index) || isResultColumn(header.fields[index] ?? '') || !value.includes('\n')
        ? []
        : [
            `Line ${line}, column ${quoteValue(header.fields[index] ?? '')}: the value has ${value.split('\n').length} lines. If ${noun}s are missing, check its quotes.`,
          ],
    ),
  );
}
