import { describe, expect, test } from 'vitest';
import { columnNamed, columns, resultColumns } from '../../src/cli/import/columns.ts';
import { importUsage } from '../../src/cli/import/parse-import-options.ts';
import { readHires } from '../../src/cli/import/read-hires.ts';
import { codesIn, firstCodes, readPage, tableAfter } from './page.ts';

const page = readPage('docs/import.md');

describe('docs/import.md', () => {
  test('has a row for each column, with spellings that are known', () => {
    const table = tableAfter(page, '## Columns');
    expect(firstCodes(table)).toEqual(columns);
    for (const row of table) {
      const [column] = codesIn(row[0] ?? '');
      const spellings = codesIn(row.at(-1) ?? '');
      expect(spellings.length).toBeGreaterThan(0);
      expect(spellings.map(columnNamed)).toEqual(spellings.map(() => column));
    }
  });

  test('has an example that is valid', () => {
    const [, example = ''] = /```csv\n(.*?)```/s.exec(page) ?? [];
    const { rows, warnings } = readHires(Buffer.from(example));
    expect(rows).toMatchObject([
      { hire: { email: 'grace@example.com' } },
      { hire: { email: 'alan@example.com' } },
    ]);
    expect(warnings).toEqual([]);
  });

  test('names every option except those that need no explanation, and every column of the result', () => {
    const options = [...importUsage.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name]) => `--${name}`);
    expect(options.length).toBeGreaterThan(8);
    const missing = options.filter(
      (option) => !['--yes', '--url'].includes(option) && !page.includes(option),
    );
    expect(missing).toEqual([]);
    for (const name of resultColumns) expect(page).toContain(`\`${name}\``);
  });
});
