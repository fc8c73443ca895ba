import { plural } from '../contract/lib/plural.ts';
import type { Mistake } from './row.ts';
import type { CsvFile, CsvRow } from './parse-csv.ts';
import { quoteValue } from './quote-value.ts';

/** Excel writes empty columns at the end of the header and of each row. */
export function withoutTrailingColumns(file: CsvFile): CsvFile {
  const length = file.header.fields.findLastIndex((name) => name !== '') + 1;
  const header = { ...file.header, fields: file.header.fields.slice(0, length) };
  const rows = file.rows.map((row) => {
    const last = row.fields.findLastIndex((field) => field !== '') + 1;
    return { ...row, fields: row.fields.slice(0, Math.max(last, Math.min(length, row.fields.length))) };
  });
  return { ...file, header, rows };
}

/** Returns a mistake if the row has more or fewer fields than the header. Its values may be in the wrong columns. */
export function countMistake({ fields }: CsvRow, header: readonly string[]): Mistake | undefined {
  if (fields.length === header.length) return undefined;
  const isLonger = fields.length > header.length;
  const hint = isLonger
    ? `Without a column: ${fields.slice(header.length).map(quoteValue).join(', ')}. A value that contains the delimiter must be in quotes.`
    : `Missing: ${header.slice(fields.length).map(quoteValue).join(', ')}. An empty value needs its delimiter, too.`;
  return {
    column: undefined,
    value: fields.join(' | '),
    message: `has ${plural(fields.length, 'field')}, but the header names ${plural(header.length, 'column')}. ${hint}`,
  };
}
