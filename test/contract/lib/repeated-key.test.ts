import {
  array,
  assert,
  constantFrom,
  integer,
  jsonValue,
  oneof,
  property,
  string,
  stringMatching,
  tuple,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRepeatedKey, type JsonPath } from '../../../src/contract/lib/repeated-key.ts';

function find(text: string): JsonPath | undefined {
  return findRepeatedKey(text, JSON.parse(text));
}

describe('a key that an object repeats', () => {
  test.each<[string, JsonPath | undefined]>([
    ['{"a":1,"a":2}', ['a']],
    ['{"a":1,"b":{"a":2}}', undefined],
    ['[{"a":1},{"a":2}]', undefined],
    ['{"a" :1,"a"\n:2}', ['a']],
    ['{"a" :1,"b":":"}', undefined],
    ['{"a" :1,"a":":x"}', ['a']],
    [String.raw`{"a":1,"\u0061":2}`, ['a']],
    [String.raw`{"a\":":1,"b":"\\","a\":":2}`, ['a":']],
    ['{"items":[1,[2,3],{"b":"x,y"},{"group":{"name":"a","name":"b"}}]}', ['items', 3, 'group', 'name']],
    ['{"":{"":1,"":2}}', ['', '']],
    ['{"constructor":1,"constructor":2}', ['constructor']],
    ['"a"', undefined],
    ['null', undefined],
  ])('of %s is at %j', (text, path) => {
    expect(find(text)).toEqual(path);
  });

  test('is found however deeply it is nested', () => {
    const depth = 100_000;
    const nested = (inner: string) => `${'{"a":['.repeat(depth)}${inner}${']}'.repeat(depth)}`;
    expect(find(nested('1'))).toBeUndefined();
    expect(find(nested('{"b":1,"b":2}'))).toHaveLength(2 * depth + 1);
  });

  const space = stringMatching(/^[ \t\r\n]{0,2}$/);
  const texts = oneof(string(), stringMatching(/^[":\\,{}[\]ab ]{0,8}$/));

  test('is in no text that is written from a value', () => {
    assert(
      property(jsonValue({ maxDepth: 4 }), integer({ min: 0, max: 3 }), (value, indent) => {
        expect(find(JSON.stringify(value, null, indent))).toBeUndefined();
      }),
    );
  });

  test('is found where there is one, and nowhere else', () => {
    const key = oneof(constantFrom('a', 'b', ':', '"'), texts);
    assert(
      property(array(tuple(key, texts, space), { maxLength: 6 }), (entries) => {
        const fields = entries.map(
          ([name, value, gap]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${JSON.stringify(value)}`,
        );
        const repeated = entries.find(
          ([name], index) => entries.findIndex(([other]) => other === name) < index,
        );
        expect(find(`[0,{${fields.join(',')}}]`)).toEqual(
          repeated === undefined ? undefined : [1, repeated[0]],
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
