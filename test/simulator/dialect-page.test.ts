import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { dialectSchema } from '../../src/simulator/dialect.ts';

const page = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');

/** The rows of the page's table of options, whatever the padding. */
function rowsOfPage(): string[][] {
  const section = page.slice(
    page.indexOf('## Dialect'),
    page.indexOf('\n## ', page.indexOf('## Dialect') + 1),
  );
  const rows = section.matchAll(/^\| `(.*) \|$/gm);
  return [...rows].map(([, row = '']) => `\`${row}`.split(' | ').map((cell) => cell.trim()));
}

function rowsOfSchema(): string[][] {
  const { properties = {} } = z.toJSONSchema(dialectSchema);
  return Object.entries(properties).map(([name, option]) => {
    if (typeof option === 'boolean') throw new Error(`${name} has no type`);
    const others = { boolean: 'true, false', integer: 'a whole number' }[String(option.type)];
    const values = option.enum?.map((value) => `\`${String(value)}\``).join(', ') ?? others ?? '';
    return [`\`${name}\``, values, `\`${String(option.default)}\``, option.description ?? ''];
  });
}

test('the table of options on the page is that of the schema', () => {
  expect(rowsOfPage()).toEqual(rowsOfSchema());
});

test('every option says what it means', () => {
  expect(rowsOfSchema().filter(([, values, , meaning]) => values === '' || meaning === '')).toEqual([]);
});
