import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cachedFor } from '../../src/telemetry/cached-for.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const times = { forMs: 30_000, deadlineMs: 3_000 };

test('is asked once within its time, however many ask', async () => {
  const ask = vi.fn<() => Promise<number>>().mockResolvedValueOnce(1).mockResolvedValueOnce(2);
  const question = cachedFor(ask, times);
  expect(await Promise.all([question(), question()])).toEqual([1, 1]);
  vi.advanceTimersByTime(29_999);
  expect(await question()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await question()).toBe(2);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('a failure is no answer, and is remembered too', async () => {
  const ask = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue(2);
  const question = cachedFor(ask, times);
  expect(await question()).toBeUndefined();
  expect(await question()).toBeUndefined();
  expect(ask).toHaveBeenCalledTimes(1);
});

test('nobody waits past the deadline', async () => {
  const answer = cachedFor(() => new Promise<number>(() => {}), times)();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await answer).toBeUndefined();
});
