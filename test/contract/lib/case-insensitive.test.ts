import { expect, test } from 'vitest';
import { hasId, idKey, sameId } from '../../../src/contract/lib/case-insensitive.ts';

const lower = '5d0a2f5e-8a1c-4f43-b9f1-4f3f0a1c9e27';
const upper = lower.toUpperCase();
const other = '00000000-8a1c-4f43-b9f1-4f3f0a1c9e27';

test('the letter case of an ID does not matter', () => {
  expect(sameId(lower, upper)).toBe(true);
  expect(sameId(lower, other)).toBe(false);
  expect(hasId([other, upper], lower)).toBe(true);
  expect(hasId([other], lower)).toBe(false);
  expect(idKey(upper)).toBe(idKey(lower));
});
