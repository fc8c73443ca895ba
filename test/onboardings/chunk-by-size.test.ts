import { array, assert, constantFrom, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { chunkBySize } from '../../src/onboardings/chunk-by-size.ts';

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('a thousand hires with fifty policies each fit into chunks of 1 MiB, in their order', () => {
  const hires = Array.from({ length: 1_000 }, (_, hire) => ({
    email: `hire${hire}@example.com`,
    groupName: 'Developers',
    policies: Array.from({ length: 50 }, (_policy, index) => `Policy ${index} of ${hire} `.padEnd(80, 'é')),
  }));
  expect(bytesOf(hires)).toBeGreaterThan(4 * 1_048_576);
  const chunks = chunkBySize(hires, 1_048_576);
  expect(chunks.flat()).toEqual(hires);
  expect(Math.max(...chunks.map(bytesOf))).toBeLessThanOrEqual(1_048_576);
  expect(chunks.length).toBeLessThan(10);
});

test('ordinary hires fit into one chunk, and no hires into none', () => {
  const hires = Array.from({ length: 1_000 }, (_, hire) => ({ email: `hire${hire}@example.com` }));
  expect(chunkBySize(hires, 1_048_576)).toEqual([hires]);
  expect(chunkBySize([], 1_048_576)).toEqual([]);
});

test('chunks keep every item and the limit, except for an item that alone exceeds it', () => {
  const items = array(string({ unit: constantFrom('a', 'é', '"', '字', '\u0001'), maxLength: 30 }));
  assert(
    property(items, integer({ min: 2, max: 200 }), (list, maxBytes) => {
      const chunks = chunkBySize(list, maxBytes);
      expect(chunks.flat()).toEqual(list);
      expect(chunks.filter((chunk) => chunk.length === 0)).toEqual([]);
      expect(chunks.filter((chunk) => chunk.length > 1 && bytesOf(chunk) > maxBytes)).toEqual([]);
    }),
  );
});
