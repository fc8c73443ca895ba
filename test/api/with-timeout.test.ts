import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withTimeout } from '../../src/api/with-timeout.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('passes on what comes in time, good or bad, and leaves no timer behind', async () => {
  await expect(withTimeout(2_000, Promise.resolve('here'))).resolves.toBe('here');
  await expect(withTimeout(2_000, Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(vi.getTimerCount()).toBe(0);
});

test('gives up at the deadline', async () => {
  const given = withTimeout(2_000, new Promise(() => {})).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await given).toMatchObject({
    code: 'worker_unavailable',
    message: 'No answer came within 2 seconds.',
  });
});
