import { expect, test } from 'vitest';
import { otherQuestions } from '../../src/cli/verify-vultr/questions/beyond-dialect.ts';
import { readPage, tableAfter } from './page.ts';

test('the page lists the questions of verify:vultr that are no options of the dialect', () => {
  const rows = tableAfter(readPage('docs/simulator.md'), '## Verify against the real API');
  const expected = Object.entries(otherQuestions).map(([name, { assumed }]) => [`\`${name}\``, assumed]);
  expect(rows.map((row) => row.slice(0, 2))).toEqual(expected);
});
