import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { dialectSchema } from '../../src/simulator/dialect.ts';

const page = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');

/** The rows of the table of options on the page, without padding. */
function rowsOnPage(): string[][] {
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
    const otherTypes = { boolean: 'true, false', integer: 'a whole number' }[String(option.type)];
    const values = option.enum?.map((value) => `\`${String(value)}\``).join(', ') ?? otherTypes ?? '';
    return [`\`${name}\``, values, `\`${String(option.default)}\``, option.description ?? ''];
  });
}

test('the table of options on the page matches the schema', () => {
  expect(rowsOnPage()).toEqual(rowsOfSchema());
});

test('every option has values and a description', () => {
  expect(rowsOfSchema().filter(([, values, , meaning]) => values === '' || meaning === '')).toEqual([]);
});
