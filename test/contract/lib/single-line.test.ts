import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { singleLine } from '../../../src/contract/lib/single-line.ts';

const name = singleLine(100);

describe('singleLine', () => {
  test.each([
    ['a joiner between Persian letters', 'علی\u200cرضا'],
    ['a joiner in a Sinhala conjunct', 'ශ\u0dca\u200dරී'],
    ['a joiner in a Hindi conjunct', 'क\u094d\u200dष'],
    ['a joiner at the end of a word in older Malayalam', 'രാജന\u0d4d\u200d'],
    ['a joiner before a space, after a sign', 'श्रीमान\u094d\u200c राव'],
    ['a variant of a Japanese character', '辻\u{e0100}'],
    ['an apostrophe, a hyphen and a dot', "Jean-Luc O'Neil Jr."],
    ['an emoji', 'Developers 🚀'],
  ])('accepts %s', (_case, text) => {
    expect(name.parse(text)).toBe(text);
  });

  test.each([
    ['a line break', 'Ada\nLovelace'],
    ['a tab', 'Ada\tLovelace'],
    ['a null byte', 'Ada\0'],
    ['a bidi override', 'Ada\u202eLovelace'],
    ['a bidi isolate', 'Ada\u2066Lovelace\u2069'],
    ['a bidi mark', 'Ada\u200fLovelace'],
    ['an invisible space', 'Ada\u200bLovelace'],
    ['a word joiner', 'Ada\u2060Lovelace'],
    ['a byte order mark', '\ufeffAda'],
    ['a soft hyphen', 'Ad\u00ada'],
    ['a tag', 'Ada\u{e0041}'],
    ['half a surrogate pair', 'Ada\ud800'],
    ['a line separator', 'Ada\u2028Lovelace'],
    ['a Hangul filler', 'Ada\u3164'],
    ['an empty Braille pattern', '\u2800'],
    ['a grapheme joiner', 'A\u034fda'],
    ['a joiner at the beginning', '\u200cAda'],
    ['a joiner at the end', 'Ada\u200d'],
    ['a joiner before a space', 'Ada\u200c Lovelace'],
    ['a joiner after an accent', 'Jose\u0301\u200d'],
    ['two joiners', 'علی\u200c\u200cرضا'],
    ['a joiner between digits', '1\u200d2'],
  ])('rejects %s', (_case, text) => {
    const { error } = name.safeParse(text);
    expect(error?.issues[0]?.message).toBe('must not contain control or invisible characters');
  });

  test.each([
    ['\u00a0Human\u00a0Resources\u2003', 'Human Resources'],
    ['Human  Resources', 'Human Resources'],
    ['\u3000山田\u3000\u3000太郎\u3000', '山田 太郎'],
    ['Cafe\u0301 \u202f team', 'Caf\u00e9 team'],
  ])('writes the spaces of %j as one plain space each', (text, expected) => {
    expect(name.parse(text)).toBe(expected);
  });

  test.each(['', ' ', '\u00a0', '\u3000 '])('rejects %j as empty', (text) => {
    expect(name.safeParse(text).error?.issues[0]?.message).toBe('must not be empty');
  });

  test('returns a name that it would return again, on one line', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 30 }), (text) => {
        const { data } = name.safeParse(text);
        if (data === undefined) return;
        expect(name.parse(data)).toBe(data);
        expect(data).not.toMatch(/^\s|\s$|\s\s|[^\S ]|[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 1_000 },
    );
  });
});
