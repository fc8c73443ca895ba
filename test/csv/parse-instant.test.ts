import { describe, expect, test } from 'vitest';
import { argumentWords } from '../../src/csv/option-words.ts';
import { parseInstant, parseTimeOfDay } from '../../src/csv/parse-instant.ts';

const at = parseTimeOfDay('18:00+02:00', argumentWords);

describe('an instant', () => {
  test.each([
    ['2026-07-01T07:00:00Z', '2026-07-01T07:00:00Z'],
    ['2026-07-01 07:00 +05:30', '2026-07-01T07:00:00+05:30'],
    ['2026-07-01T07:00:00.000-04:00', '2026-07-01T07:00:00-04:00'],
    ['2026-07-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    ['31.12.2026 9:05Z', '2026-12-31T09:05:00Z'],
    ['12/25/2026 5:30 PM +01:00', '2026-12-25T17:30:00+01:00'],
    ['Dec 25, 2026, 12:00 a.m. Z', '2026-12-25T00:00:00Z'],
  ])('%s is read as %s', (text, instant) => {
    expect(parseInstant(text, undefined, undefined, argumentWords)).toEqual({ instant });
    expect(parseInstant(text, undefined, at, argumentWords)).toEqual({ instant });
  });

  test.each([
    ['31.12.2026', '2026-12-31T18:00:00+02:00'],
    ['2026-12-31 00:00:00', '2026-12-31T18:00:00+02:00'],
    ['2026-12-31 17:30', '2026-12-31T17:30:00+02:00'],
    ['31-12-2026 5:30 pm', '2026-12-31T17:30:00+02:00'],
  ])('%s needs --at, and is then read as %s', (text, instant) => {
    expect(parseInstant(text, undefined, undefined, argumentWords)).toEqual({
      mistake: expect.stringMatching(
        /^needs .*offset from UTC: write 2026-12-31T.*or add --at 18:00\+02:00$/,
      ),
    });
    expect(parseInstant(text, undefined, at, argumentWords)).toEqual({ instant });
  });

  test.each([
    ['tomorrow', /must be a date/],
    ['07/01/2026 12:00Z', /can be 2026-01-07 or 2026-07-01/],
    ['2026-07-01T25:00Z', /a time that does not exist/],
    ['2026-07-01 13:00 pm Z', /a time that does not exist/],
    ['2026-02-30T12:00Z', /not a date that exists/],
  ])('%s is refused', (text, mistake) => {
    expect(parseInstant(text, undefined, at, argumentWords)).toEqual({
      mistake: expect.stringMatching(mistake),
    });
  });
});

test.each(['18:00', 'noon', '25:00Z', '2026-07-01T18:00Z', '18:00+2'])('--at %s is refused', (text) => {
  expect(() => parseTimeOfDay(text, argumentWords)).toThrow(/--at must be a time with its offset from UTC/);
});
