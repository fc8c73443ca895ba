import { describe, expect, test } from 'vitest';
import { importUsage } from '../../src/cli/import/parse-import-options.ts';
import { hires } from '../../src/csv/hires.ts';
import { leavers } from '../../src/csv/leavers.ts';
import { readRows } from '../../src/csv/read-rows.ts';
import { idColumns, resultColumns } from '../../src/csv/result-columns.ts';
import { codesIn, firstCodes, readPage, tableAfter } from './page.ts';

const page = readPage('docs/import.md');

describe('docs/import.md', () => {
  test.each([
    ['## Columns', hires],
    ['## People who leave', leavers],
  ])('has a row for each column, with spellings that are known: %s', (heading, { columns, columnNamed }) => {
    const table = tableAfter(page, heading);
    expect(firstCodes(table)).toEqual(columns);
    for (const row of table) {
      const [column] = codesIn(row[0] ?? '');
      const spellings = codesIn(row.at(-1) ?? '');
      expect(spellings.length).toBeGreaterThan(0);
      expect(spellings.map(columnNamed)).toEqual(spellings.map(() => column));
    }
  });

  test('has examples that are valid', () => {
    const [hired = '', leaving = ''] = [...page.matchAll(/```csv\n(.*?)```/gs)].map(([, example]) => example);
    const files = [readRows(Buffer.from(hired), hires), readRows(Buffer.from(leaving), leavers)];
    for (const { rows, warnings } of files) {
      expect(rows).toMatchObject([
        { request: { email: 'grace@example.com' } },
        { request: { email: 'alan@example.com' } },
      ]);
      expect(warnings).toEqual([]);
    }
  });

  test('names every option except those that need no explanation, and every column of the result', () => {
    const options = [...importUsage.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name]) => `--${name}`);
    expect(options.length).toBeGreaterThan(8);
    const missing = options.filter(
      (option) => !['--yes', '--url'].includes(option) && !page.includes(option),
    );
    expect(missing).toEqual([]);
    for (const name of [...idColumns, ...resultColumns]) expect(page).toContain(`\`${name}\``);
  });
});
