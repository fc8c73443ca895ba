import { describe, expect, test } from 'vitest';
import {
  acceptancesPerDay,
  countByRange,
  expiringSoon,
  percentile,
  timesToAccess,
} from '../../../src/console/today/figures.ts';
import { exampleOnboarding } from '../../api/fake-onboardings.ts';

const now = Date.parse('2026-06-29T12:00:00.000Z');

function accepted(acceptedAt: string, acceptanceToAccessMs?: number) {
  const startedAt = '2026-06-01T00:00:00.000Z';
  const times = acceptanceToAccessMs === undefined ? {} : { acceptanceToAccessMs };
  return exampleOnboarding({ timings: { startedAt, acceptedAt, ...times } });
}

function expiring(email: string, expiresAt: string, status: 'pending' | 'accepted' = 'pending') {
  return exampleOnboarding({ email, invitation: { id: 'i', status, number: 1, expiresAt } });
}

describe('acceptances per day', () => {
  test('are counted in UTC for 14 days, today last', () => {
    const counts = acceptancesPerDay(
      [
        accepted('2026-06-29T00:00:00.000Z'),
        accepted('2026-06-28T23:59:59.999Z'),
        accepted('2026-06-28T00:00:00.000Z'),
        accepted('2026-06-16T00:00:00.000Z'),
        accepted('2026-06-15T23:59:59.999Z'),
        exampleOnboarding(),
      ],
      now,
    );
    expect(counts).toHaveLength(14);
    expect(counts[0]).toEqual({ day: '2026-06-16', count: 1 });
    expect(counts.slice(-3)).toEqual([
      { day: '2026-06-27', count: 0 },
      { day: '2026-06-28', count: 2 },
      { day: '2026-06-29', count: 1 },
    ]);
  });
});

describe('the time to access', () => {
  test('is that of people who accepted on a day of the chart and have access', () => {
    const views = [
      accepted('2026-06-29T00:00:00.000Z', 4_000),
      accepted('2026-06-15T00:00:00.000Z', 5_000),
      accepted('2026-06-29T00:00:00.000Z'),
    ];
    expect(timesToAccess(views, now)).toEqual([4_000]);
  });

  test('is counted by ranges that leave no gap', () => {
    const counts = countByRange([0, 10_000, 10_001, 60_000, 3_600_000, 3_600_001]);
    expect(counts.map(({ count }) => count)).toEqual([2, 1, 1, 0, 1, 1]);
  });

  test.each([
    [[], 0.5, undefined],
    [[3, 1, 2], 0.5, 2],
    [[1], 0.95, 1],
    [Array.from({ length: 100 }, (_, index) => 100 - index), 0.95, 95],
  ])('has percentiles by nearest rank: %#', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

test('invitations expire soon if they are pending and end within 24 hours, the soonest first', () => {
  const found = expiringSoon(
    [
      expiring('later@example.com', '2026-06-30T11:59:59.999Z'),
      expiring('soon@example.com', '2026-06-29T12:00:00.000Z'),
      expiring('tomorrow@example.com', '2026-06-30T12:00:00.000Z'),
      expiring('expired@example.com', '2026-06-29T11:59:59.999Z'),
      expiring('accepted@example.com', '2026-06-29T13:00:00.000Z', 'accepted'),
    ],
    now,
  );
  expect(found.map(({ email }) => email)).toEqual(['soon@example.com', 'later@example.com']);
});
