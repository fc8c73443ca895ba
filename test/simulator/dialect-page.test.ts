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

test('every value that the page calls ruled out is one of the dialect, and none is a default', () => {
  const table = /^\| Errors .*\n.*\n(.*)\n/m.exec(page)?.[1] ?? '';
  const named = [...table.matchAll(/`(\w+): ([^`]+)`/g)].map(([, name = '', value = '']) => ({
    name,
    value,
  }));
  expect(named.length).toBeGreaterThan(10);
  const options = new Map(
    rowsOfSchema().map(([name = '', values = '', ofDefault]) => [name, { values, ofDefault }]),
  );
  for (const { name, value } of named) {
    const option = options.get(`\`${name}\``);
    expect(option?.values.split(', ')).toContain(`\`${value}\``);
    expect(option?.ofDefault).not.toBe(`\`${value}\``);
  }
});

test("the page names the version of Vultr's Go client that tools/govultr pins", () => {
  const module = readFileSync(new URL('../../tools/govultr/go.mod', import.meta.url), 'utf8');
  const version = /^require github\.com\/vultr\/govultr\/v3 (v\S+)$/m.exec(module)?.[1];
  expect(version).toBeDefined();
  expect(page).toContain(`[\`govultr\`](https://github.com/vultr/govultr) ${version}`);
});

test('every option has values and a description', () => {
  expect(rowsOfSchema().filter(([, values, , meaning]) => values === '' || meaning === '')).toEqual([]);
});
