import { expect, test } from 'vitest';
import { createRateLimit } from '../../src/simulator/rate-limit.ts';
import { startSim } from './harness.ts';

test('what is more than the limit gets 429, and is in the ledger', async () => {
  const sim = await startSim({ dialect: { requestsPerSecond: 5 } });
  const answers = await Promise.all(Array.from({ length: 40 }, () => sim.send('GET', '/v2/groups')));
  const refused = answers.filter(({ status }) => status === 429);
  // Where the machine is slow the 40 take longer than a second, and some more pass.
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(35);
  expect(refused[0]?.body).toEqual({ error: 'Rate limit exceeded.', status: 429 });
  const { body } = await sim.send('GET', '/__sim/requests');
  expect(body.byStatus).toEqual({ 200: 40 - refused.length, 429: refused.length });
});

test('no second of real time has more requests than allowed; refused ones do not count; addresses are apart', () => {
  let now = 0;
  const limit = createRateLimit(() => now);
  const at = (ms: number, address = 'a') => {
    now = ms;
    return limit.waitMs(address, 2);
  };
  expect([at(0), at(600), at(700), at(999)]).toEqual([0, 0, 300, 1]);
  expect([at(1_000), at(1_100), at(1_600)]).toEqual([0, 500, 0]);
  expect(at(1_600, 'b')).toBe(0);
  expect(limit.waitMs('a', 0)).toBe(0);
});
