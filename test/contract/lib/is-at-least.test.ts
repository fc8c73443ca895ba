import { expect, test } from 'vitest';
import { isAtLeast } from '../../../src/contract/lib/is-at-least.ts';

test.each([
  ['1.27.0', '1.27.0', true],
  ['1.27', '1.26.4', true],
  ['1.100.0', '1.27.0', true],
  ['2.0.0', '1.27.0', true],
  ['1.9.9', '1.27.0', false],
  ['1.26.3', '1.26.4', false],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});
