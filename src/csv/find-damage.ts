import { type DecodedText, fallbackEncoding } from './decode-text.ts';
import type { ColumnNames } from './column-names.ts';
import type { Mistake } from './row.ts';
import type { OptionWords } from './option-words.ts';
import { type CsvFile, type CsvRow, parseCsv } from './parse-csv.ts';
import { quoteValue } from './quote-value.ts';

/** Returns a function that finds the values of a row that were not decoded completely. */
export function findDamage(
  file: CsvFile,
  { text, encoding, fallbackText }: DecodedText,
  names: ColumnNames<string>,
  words: OptionWords,
): (row: CsvRow) => readonly Mistake[] {
  if (!text.includes('\uFFFD')) return () => [];
  // The same file in another encoding has the same delimiters, so its rows and fields are at the same places.
  const fallback = fallbackText === undefined ? undefined : parseCsv(fallbackText, names, file.delimiter);
  const fallbackRows = fallback === undefined ? [] : [fallback.header, ...fallback.rows];
  const fallbackOfLine = new Map(fallbackRows.map(({ line, fields }) => [line, fields]));
  return (row) =>
    row.fields.flatMap((value, index) => {
      if (!value.includes('\uFFFD')) return [];
      const column = file.header.fields[index] || `(column ${index + 1}, no name)`;
      const meant = fallbackOfLine.get(row.line)?.[index];
      const message =
        meant === undefined
          ? `has characters that were lost: they are not valid ${encoding}, or were replaced by U+FFFD before. Export the file again, or name its encoding: ${words.set('encoding', fallbackEncoding)}, for example`
          : `is not valid UTF-8. If it is meant to be ${quoteValue(meant)}, ${words.set('encoding', fallbackEncoding)}`;
      return [{ column, value, message }];
    });
}

export function formatHeaderDamage({ line }: CsvRow, mistakes: readonly Mistake[]): string {
  const list = mistakes.map(({ value, message }) => `${quoteValue(value)} ${message}`);
  return `The header (line ${line}) cannot be read: ${list.join('; ')}.`;
}
