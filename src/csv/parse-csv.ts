import { type CsvError, parse } from 'csv-parse/sync';
import { StartError } from '../contract/lib/start-error.ts';
import type { ColumnNames } from './column-names.ts';
import { quoteValue } from './quote-value.ts';

/** A row and the line of the file that it begins on, counted from 1. */
export type CsvRow = { readonly line: number; readonly fields: readonly string[] };

/** A file without empty rows. */
export type CsvFile = {
  readonly delimiter: string;
  readonly header: CsvRow;
  readonly rows: readonly CsvRow[];
};

export const delimiters: readonly string[] = [',', ';', '\t', '|'];

/** The names of the delimiters for messages. */
const delimiterNames: ReadonlyMap<string, string> = new Map([
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
]);

export function delimiterName(delimiter: string): string {
  return delimiterNames.get(delimiter) ?? quoteValue(delimiter);
}

/** A first line that Excel writes and reads to agree on the delimiter. */
const separatorLine = /^"?sep=([^\n"])"?[,;\t|]*(?:\n|$)/i;

/**
 * Parses CSV (RFC 4180) whose lines end in LF, CRLF or CR, even mixed. The delimiter is the one that a first line
 * `sep=;` names, otherwise `knownDelimiter`, otherwise the one that splits the header into the most known columns. Throws `StartError` if the file is
 * empty or a quote is wrong.
 */
export function parseCsv(text: string, names: ColumnNames<string>, knownDelimiter?: string): CsvFile {
  // csv-parse can end records at any of these, too, but would count a CRLF inside quotes as two lines.
  const normalized = text.replaceAll(/\r\n?/g, '\n');
  const separator = separatorLine.exec(normalized);
  const skippedLines = separator === null ? 0 : 1;
  const content = normalized.slice(separator?.[0].length ?? 0);
  const delimiter = separator?.[1] ?? knownDelimiter ?? detectDelimiter(content, names);
  const [header, ...rows] = parseRows(content, delimiter, skippedLines);
  if (header === undefined)
    throw new StartError(
      `The file is empty. Its first line must name the columns: ${names.columns.join(',')}`,
    );
  return { delimiter, header, rows };
}

const options = { record_delimiter: '\n', relax_column_count: true, trim: true } as const;

/** Matches the fields of a row without values, even if the row is split at another delimiter. */
const onlyDelimiters = /^[,;\t|\s]*$/;

function detectDelimiter(text: string, { columnNamed }: ColumnNames<string>): string {
  const candidates = delimiters.map((delimiter) => {
    const header = parseHeader(text, delimiter);
    const known = header.filter((name) => columnNamed(name) !== undefined).length;
    return { delimiter, known, count: header.length };
  });
  const [best] = candidates.toSorted((a, b) => b.known - a.known || b.count - a.count);
  return best?.delimiter ?? ',';
}

/** Returns nothing if the header cannot be parsed with this delimiter. */
function parseHeader(text: string, delimiter: string): readonly string[] {
  try {
    const [header] = parse(text, { ...options, delimiter, skip_records_with_empty_values: true, to: 1 });
    return header ?? [];
  } catch {
    return [];
  }
}

type ParsedRow = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

function parseRows(text: string, delimiter: string, skippedLines: number): CsvRow[] {
  let parsed: readonly ParsedRow[];
  try {
    parsed = parse(text, { ...options, delimiter, info: true }) as unknown as readonly ParsedRow[];
  } catch (error) {
    throw quoteError(error as CsvError, text, delimiter, skippedLines);
  }
  // csv-parse reports the line that a record ends on. The next record begins on the line after it.
  let line = skippedLines + 1;
  const rows = parsed.map(({ record, info }) => {
    const row = { line, fields: record.map((field) => field.trim()) };
    line = skippedLines + info.lines + 1;
    return row;
  });
  return rows.filter(({ fields }) => fields.some((field) => !onlyDelimiters.test(field)));
}

/** csv-parse reports where it noticed the mistake. This error names the line that the value begins on. */
function quoteError(error: CsvError, text: string, delimiter: string, skippedLines: number): StartError {
  const bytes = Buffer.from(text);
  // The number of bytes before the value, except for a delimiter.
  const offset = typeof error['bytes'] === 'number' ? error['bytes'] : 0;
  const line = skippedLines + bytes.subarray(0, offset).toString().split('\n').length;
  const [rest = ''] = bytes.subarray(offset).toString().split('\n');
  const value = rest.startsWith(delimiter) ? rest.slice(delimiter.length) : rest;
  const index = typeof error['column'] === 'number' ? error['column'] : 0;
  const name = parseHeader(text, delimiter)[index];
  const column = name === undefined ? index + 1 : quoteValue(name);
  const problem =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'has a quote that is never closed'
      : 'has a quote in the wrong place';
  return new StartError(
    `The file is not valid CSV: line ${line}, column ${column}: ${quoteValue(value)} ${problem}. Put a value that contains quotes in quotes, and double each of its own quotes.`,
    { cause: error },
  );
}
