import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cachedFor } from '../../src/telemetry/cached-for.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const times = { forMs: 30_000, deadlineMs: 3_000 };

test('loads once within its time, whatever the number of callers', async () => {
  const load = vi.fn<() => Promise<number>>().mockResolvedValueOnce(1).mockResolvedValueOnce(2);
  const cached = cachedFor(load, times);
  expect(await Promise.all([cached(), cached()])).toEqual([1, 1]);
  vi.advanceTimersByTime(29_999);
  expect(await cached()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await cached()).toBe(2);
  expect(load).toHaveBeenCalledTimes(2);
});

test('returns undefined after a failure, which is cached as well', async () => {
  const load = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue(2);
  const cached = cachedFor(load, times);
  expect(await cached()).toBeUndefined();
  expect(await cached()).toBeUndefined();
  expect(load).toHaveBeenCalledTimes(1);
});

test('returns undefined at the deadline', async () => {
  const result = cachedFor(() => new Promise<number>(() => {}), times)();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await result).toBeUndefined();
});
