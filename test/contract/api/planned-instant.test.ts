import { expect, test } from 'vitest';
import { plannedInstant } from '../../../src/contract/api/planned-instant.ts';

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const messageFor = (value: string) => plannedInstant.safeParse(value).error?.issues[0]?.message;

test.each(['2026-07-01T07:00:00Z', '2026-07-01T09:00:00.000+02:00', '1999-12-31T00:00:00Z'])(
  '%s is a time, whether or not it has passed',
  (value) => expect(plannedInstant.parse(value)).toBe(value),
);

test.each(['2026-07-01', '2026-07-01T07:00:00', 'next Monday', '2026-02-30T07:00:00Z'])(
  '%s is not',
  (value) => {
    expect(messageFor(value)).toContain('with a time zone');
  },
);

test('a time that is more than 366 days ahead is a mistake', () => {
  expect(messageFor(inDays(365.9))).toBeUndefined();
  expect(messageFor(inDays(366.1))).toBe('must be at most 366 days ahead');
});
