import { expect, test } from 'vitest';
import { isDead, noMarginMs } from '../../../src/contract/rules/invitation-expiry.ts';

const expiresAt = Date.parse('2026-07-02T09:00:00.000Z');

test('without a margin, an invitation is dead from its expiry on', () => {
  expect(isDead(expiresAt, expiresAt - 1, noMarginMs)).toBe(false);
  expect(isDead(expiresAt, expiresAt, noMarginMs)).toBe(true);
});

test('with a margin, an invitation stays alive for that long after its expiry', () => {
  const marginMs = 15_000;
  expect(isDead(expiresAt, expiresAt + marginMs - 1, marginMs)).toBe(false);
  expect(isDead(expiresAt, expiresAt + marginMs, marginMs)).toBe(true);
});
