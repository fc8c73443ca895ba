import { expect, test } from 'vitest';
import { canonicalInstant, ifToCome } from '../../../src/contract/lib/instant.ts';

test('an instant is written in UTC', () => {
  expect(canonicalInstant('2026-07-01T09:00:00+02:00')).toBe('2026-07-01T07:00:00.000Z');
});

test('an instant that has passed means now', () => {
  const now = Date.parse('2026-07-01T07:00:00Z');
  expect(ifToCome('2026-07-01T07:00:00Z', now)).toBeUndefined();
  expect(ifToCome('2026-07-01T07:00:01Z', now)).toBe('2026-07-01T07:00:01.000Z');
  expect(ifToCome(undefined, now)).toBeUndefined();
});
