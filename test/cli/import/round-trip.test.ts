import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatResult } from '../../../src/csv/format-result.ts';
import { hasUnsafeCharacters } from '../../../src/contract/lib/unsafe-characters.ts';
import { readHires, valuesOf } from '../../csv/rows.ts';

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => text.normalize('NFC').trim())
  .filter((text) => text.isWellFormed() && /^[^\p{C}\p{Z}\uFFFD,;|]+$/u.test(text))
  .filter((text) => !hasUnsafeCharacters(text));

const row = fc.record({ lastName: name, note: fc.constantFrom('', 'a note', '"quoted"', 'x, y; z | t') });
const encode: Readonly<Record<string, (text: string) => Buffer>> = {
  utf8: (text) => Buffer.from(text),
  utf8WithMark: (text) => Buffer.from(`\uFEFF${text}`),
  utf16le: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  utf16be: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
};

/** What tests vary about a file: each row has its own line ending and number of empty lines after it. */
const file = fc.record({
  rows: fc.array(fc.tuple(row, fc.constantFrom('\n', '\r\n', '\r'), fc.nat(2)), {
    minLength: 1,
    maxLength: 8,
  }),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  separatorLine: fc.boolean(),
  quoteAll: fc.boolean(),
  emptyColumns: fc.nat(2),
  encoding: fc.constantFrom(...Object.keys(encode)),
});

function quote(value: string, delimiter: string, always: boolean): string {
  const needed = always || value.includes(delimiter) || value.includes('"');
  return needed ? `"${value.replaceAll('"', '""')}"` : value;
}

describe('any file of valid hires', () => {
  test('is read completely, and so is its result file', () => {
    fc.assert(
      fc.property(file, ({ rows, delimiter, separatorLine, quoteAll, emptyColumns, encoding }) => {
        const line = (fields: readonly string[]) =>
          [...fields, ...Array.from({ length: emptyColumns }, () => '')]
            .map((field) => quote(field, delimiter, quoteAll))
            .join(delimiter);
        const hires = rows.map(([values], index) => ({ email: `p${index}@example.com`, ...values }));
        const text = [
          separatorLine ? `sep=${delimiter}\r\n` : '',
          `${line(['E-mail', 'Last name', 'Note'])}\n`,
          ...rows.map(([, ending, emptyLines], index) => {
            const { email = '', lastName = '', note = '' } = hires[index] ?? {};
            return `${line([email, lastName, note])}${ending}${ending.repeat(emptyLines)}`;
          }),
        ].join('');
        const options = { group: 'G', policies: 'P' };
        const expected = hires.map(({ email, lastName }) => ({
          email,
          lastName,
          group: { name: 'G' },
          policies: ['P'],
        }));
        const read = readHires(encode[encoding]?.(text) ?? Buffer.of(), options);
        expect(valuesOf(read)).toEqual(expected);
        const result = formatResult(read, 'onboardingId', () => ({
          outcome: 'started',
          error: 'a "b", c;\nd',
        }));
        const readAgain = readHires(Buffer.from(result), options);
        expect(valuesOf(readAgain)).toEqual(expected);
        expect(readAgain.warnings.filter((warning) => warning.startsWith('Ignored'))).toEqual(
          read.warnings.filter((warning) => warning.startsWith('Ignored')),
        );
      }),
      { numRuns: 300 },
    );
  });
});
