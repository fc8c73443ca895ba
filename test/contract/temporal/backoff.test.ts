import { expect, test } from 'vitest';
import { attemptsWithin, backoffMs, jitter } from '../../../src/contract/temporal/backoff.ts';

test('pauses double up to the maximum', () => {
  expect([1, 2, 3, 4, 5, 100].map((attempt) => backoffMs(attempt, 1_000, 10_000))).toEqual([
    1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
});

test('counts the attempts whose pauses fit into the timeout', () => {
  expect(attemptsWithin(15_000, 1_000, 60_000)).toBe(5); // 1 + 2 + 4 + 8 = 15 s between five attempts
  expect(attemptsWithin(14_999, 1_000, 60_000)).toBe(4);
  expect(attemptsWithin(0, 1_000, 60_000)).toBe(1);
});

test('jitter stays within 10 %', () => {
  expect([0, 0.5, 0.999].map((random) => jitter(1_000, random))).toEqual([900, 1_000, 1_100]);
});
