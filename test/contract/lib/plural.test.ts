import { expect, test } from 'vitest';
import { plural } from '../../../src/contract/lib/plural.ts';

test.each([
  [0, '0 people'],
  [1, '1 person'],
  [2, '2 people'],
])('counts %i', (count, text) => {
  expect(plural(count, 'person', 'people')).toBe(text);
});

test('without a plural adds an s', () => {
  expect([plural(1, 'API key'), plural(2, 'API key')]).toEqual(['1 API key', '2 API keys']);
});
