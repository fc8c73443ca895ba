import { expect, test } from 'vitest';
import { createRateLimit } from '../../src/simulator/rate-limit.ts';
import { startSimulator } from './harness.ts';

test('requests above the limit get 429 and are in the ledger', async () => {
  const sim = await startSimulator({ dialect: { requestsPerSecond: 5 } });
  const responses = await Promise.all(Array.from({ length: 40 }, () => sim.send('GET', '/v2/groups')));
  const rejected = responses.filter(({ status }) => status === 429);
  // On a slow machine the 40 requests take longer than a second, and more of them pass.
  expect(rejected.length).toBeGreaterThan(0);
  expect(rejected.length).toBeLessThanOrEqual(35);
  expect(rejected[0]?.body).toEqual({ error: 'Rate limit exceeded.', status: 429 });
  const { body } = await sim.send('GET', '/__sim/requests');
  expect(body.byStatus).toEqual({ 200: 40 - rejected.length, 429: rejected.length });
});

test('the limit holds in any second of real time for each network address; rejected requests do not count', () => {
  let now = 0;
  const limit = createRateLimit(() => now);
  const waitAt = (ms: number, address = 'a') => {
    now = ms;
    return limit.waitMs(address, 2);
  };
  expect([waitAt(0), waitAt(600), waitAt(700), waitAt(999)]).toEqual([0, 0, 300, 1]);
  expect([waitAt(1_000), waitAt(1_100), waitAt(1_600)]).toEqual([0, 500, 0]);
  expect(waitAt(1_600, 'b')).toBe(0);
  expect(limit.waitMs('a', 0)).toBe(0);
});
