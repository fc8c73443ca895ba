import { describe, expect, test } from 'vitest';
import { createRateBudget } from '../../src/vultr/rate-budget.ts';
import type { VultrError } from '../../src/vultr/errors.ts';
import { connect } from './connect.ts';

describe('lists longer than a page', () => {
  test('are read to the end, in pages of 500', async () => {
    const { client, vultr } = await connect();
    const names = Array.from({ length: 1_001 }, (_, index) => `person-${index}@example.com`);
    for (let from = 0; from < names.length; from += 50)
      await Promise.all(names.slice(from, from + 50).map((name) => vultr.addUser(name)));
    const users = await client.users.list();
    expect(new Set(users.map(({ email }) => email))).toEqual(new Set([...names, 'root@example.com']));
    const { byOperation } = await vultr.requests();
    expect(byOperation['GET /v2/users']).toBe(3);
  });
});

describe('30 requests a second', () => {
  const requests = Array.from({ length: 60 });

  test('are not exceeded with a budget below them', async () => {
    const { client } = await connect(
      { requestsPerSecond: 30 },
      { budget: createRateBudget({ requestsPerSecond: 28 }) },
    );
    await expect(Promise.all(requests.map(() => client.groups.list()))).resolves.toHaveLength(60);
  });

  test.each(['seconds', 'date', 'absent'] as const)(
    'are the limit, above which requests are rejected, with Retry-After: %s',
    async (retryAfter) => {
      const { client } = await connect({ requestsPerSecond: 30, retryAfter });
      const outcomes = await Promise.allSettled(requests.map(() => client.groups.list()));
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as VultrError] : [],
      );
      expect(failures.length).toBeGreaterThan(0);
      expect(new Set(failures.map(({ kind }) => kind))).toEqual(new Set(['rate_limited']));
      const readable = failures.filter(
        ({ retryAfterMs }) => retryAfterMs !== undefined && retryAfterMs >= 1_000,
      );
      expect(readable).toHaveLength(retryAfter === 'absent' ? 0 : failures.length);
    },
  );
});
