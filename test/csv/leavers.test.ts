import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { leavers } from '../../src/csv/leavers.ts';
import { parseTimeOfDay } from '../../src/csv/parse-instant.ts';
import { argumentWords } from '../../src/csv/option-words.ts';
import { readRows, type ReadOptions } from '../../src/csv/read-rows.ts';
import type { LeaverColumn } from '../../src/csv/leaver-columns.ts';
import { mistakesOf, valuesOf } from './rows.ts';

const read = (text: string, options?: ReadOptions<LeaverColumn>) =>
  readRows(Buffer.from(text), leavers, options);

const at = parseTimeOfDay('18:00+01:00', argumentWords);

describe('a CSV file of leavers', () => {
  test('can have every column, by the names of HR systems', () => {
    const text = [
      'Employee ID,Work Email,Leaving Reason,Last Working Day,Grace Days,Salary',
      'hr-1,ada@example.com,Retires,"Dec 31, 2026",0,1',
      'hr-2,grace@example.com,Moves away,,14.0,1',
    ].join('\n');
    const file = read(text, { at });
    expect(valuesOf(file)).toEqual([
      {
        email: 'ada@example.com',
        reason: 'Retires',
        effectiveAt: '2026-12-31T18:00:00+01:00',
        graceDays: 0,
        externalId: 'hr-1',
      },
      { email: 'grace@example.com', reason: 'Moves away', graceDays: 14, externalId: 'hr-2' },
    ]);
    expect(file.warnings).toEqual(['Ignored columns: "Salary". Nothing of a leaver is read from them.']);
  });

  test('is read in the encodings and with the delimiters of hires', () => {
    const text = 'E-Mail;Austrittsgrund;Austrittsdatum\r\nada@example.com;Kündigung;31.12.2026\r\n';
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(valuesOf(readRows(bytes, leavers, { at }))).toMatchObject([{ reason: 'Kündigung' }]);
    const latin = Buffer.from(text, 'latin1');
    expect(mistakesOf(readRows(latin, leavers, { at }))).toEqual([
      expect.stringContaining('is not valid UTF-8. If it is meant to be "Kündigung"'),
    ]);
  });

  test('takes a reason for all rows that have none', () => {
    const file = read('email,reason\na@example.com,\nb@example.com,Retires', {
      defaults: { reason: 'Closes' },
    });
    expect(valuesOf(file).map(({ reason }) => reason)).toEqual(['Closes', 'Retires']);
    expect(valuesOf(read('email\na@example.com', { defaults: { reason: 'Closes' } }))).toHaveLength(1);
    expect(() => read('email\na@example.com')).toThrow(
      /no column is known to be "reason".*\n.*\n.*email and reason are required.*\n.*add --reason TEXT/,
    );
  });

  test('has no ID that a spreadsheet has shortened', () => {
    expect(mistakesOf(read('email,reason,Employee ID\na@example.com,x,1.23457E+11'))).toEqual([
      expect.stringContaining('"Employee ID": "1.23457E+11" is a number that a spreadsheet has shortened.'),
    ]);
  });

  test('names the line, the column and the value of every mistake', () => {
    const text =
      'email,reason,effectiveAt,graceDays\nnobody,,31.12.2026,1.5\nb@example.com,x,2099-01-01T00:00Z,400';
    expect(mistakesOf(read(text))).toEqual([
      expect.stringMatching(/^line 2, column "email": "nobody" must be an email address/),
      'line 2, column "reason": (empty) is required',
      expect.stringMatching(/^line 2, column "graceDays": "1.5" must be a whole number from 0 to 365/),
      expect.stringMatching(/^line 2, column "effectiveAt": "31.12.2026" needs a time/),
      expect.stringMatching(/^line 3, column "graceDays": "400" must be a whole number/),
      expect.stringMatching(/^line 3, column "effectiveAt": "2099-01-01T00:00Z" must be at most 366 days/),
    ]);
  });

  test('has a person once: the same row twice is one order, and different ones are mistakes', () => {
    const text = 'email,reason\na@example.com,x\nA@example.com,x\nb@example.com,x\nb@example.com,y';
    const file = read(text);
    expect(file.rows[1]).toMatchObject({ sameAs: 2 });
    expect(mistakesOf(file)).toEqual([
      expect.stringContaining('reason ("y" there, "x" here)'),
      expect.stringContaining('reason ("x" there, "y" here)'),
    ]);
  });
});
