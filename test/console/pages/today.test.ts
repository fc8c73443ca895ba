import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import type { Onboardings } from '../../../src/onboardings/onboardings.ts';
import { exampleOnboarding } from '../../api/fake-onboardings.ts';
import { textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const now = Date.parse('2026-06-29T12:00:00.000Z');

function todayOver(fakes: Partial<Onboardings>) {
  return consoleOver(fakes, undefined, () => now);
}

const startedAt = '2026-06-29T09:00:00.000Z';

function listing(
  lists: Partial<Record<string, ReturnType<typeof exampleOnboarding>[]>>,
): Partial<Onboardings> {
  return {
    countOpen: async () => new Map([['awaiting_acceptance', 3]]),
    list: async ({ state = '' }) => ({ items: lists[state] ?? [], nextCursor: null }),
  };
}

describe('the page of today', () => {
  test('shows acceptances, the time to access, and who is waiting', async () => {
    const timings = { startedAt, acceptedAt: '2026-06-29T10:00:00.000Z', acceptanceToAccessMs: 4_000 };
    const stuck = { startedAt, acceptedAt: '2026-06-28T10:00:00.000Z' };
    const invitation = {
      id: 'i',
      status: 'pending' as const,
      number: 1,
      expiresAt: '2026-06-29T20:00:00.000Z',
    };
    const { open, calls } = todayOver(
      listing({
        completed: [exampleOnboarding({ state: 'completed', timings })],
        needs_attention: [exampleOnboarding({ state: 'needs_attention', timings: stuck })],
        awaiting_acceptance: [exampleOnboarding({ invitation })],
      }),
    );
    const response = await open('/console/today');
    const text = textOf(response);
    expect(text).toContain('Accepted today 1');
    expect(text).toContain('Invitations pending 3');
    expect(text).toContain('Expire within 24 hours 1');
    expect(text).toContain('Median time to access 4 s');
    expect(text).toContain('2 in 14 days.');
    expect(text).toMatch(/2026-06-27 0 2026-06-28 1 2026-06-29 1/);
    expect(text).toMatch(/up to 10 s 1 up to 30 s 0/);
    expect(text).toMatch(/ada@example\.com 2026-06-29 20:00 UTC/);
    expect(response.body.match(/<svg/g)).toHaveLength(14 + 6);
    const since = new Date('2026-06-16T00:00:00.000Z');
    expect(calls).toContainEqual(['list', { state: 'completed', since, limit: 200 }]);
  });

  test('reads at most 2,000 people of a list, and says so', async () => {
    const items = Array.from({ length: 200 }, () => exampleOnboarding());
    const { open, calls } = todayOver({
      countOpen: async () => new Map([['awaiting_acceptance', 10_000]]),
      list: async ({ state }) => {
        const isLong = state === 'completed' || state === 'awaiting_acceptance';
        return isLong ? { items, nextCursor: 'next' } : { items: [], nextCursor: null };
      },
    });
    const text = textOf(await open('/console/today'));
    expect(text).toContain('The newest 2000 are counted, so earlier days are undercounted.');
    expect(text).toMatch(
      /10000 people have not accepted yet\. Only the newest 2000 of them are looked at here\./,
    );
    const ofCompleted = calls.filter(([, filter]) => (filter as { state?: string }).state === 'completed');
    expect(ofCompleted).toHaveLength(10);
  });

  test('reads once for everyone who looks within a minute', async () => {
    const { open, calls } = todayOver(listing({}));
    await Promise.all([open('/console/today'), open('/console/today')]);
    const asked = calls.length;
    expect(asked).toBeGreaterThan(0);
    await open('/console/today');
    expect(calls).toHaveLength(asked);
  });

  test('is an error page if nothing can be read', async () => {
    const away = new ProblemError('temporal_unavailable', 'Temporal did not respond.');
    const { open } = todayOver({ list: () => Promise.reject(away) });
    const response = await open('/console/today');
    expect([response.statusCode, textOf(response)]).toEqual([
      503,
      expect.stringContaining('The figures could not be read.'),
    ]);
  });
});
