import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withTimeout } from '../../../src/contract/lib/with-timeout.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('settles as the promise does if it is in time, and leaves no timer behind', async () => {
  await expect(withTimeout(2_000, Promise.resolve('here'))).resolves.toBe('here');
  await expect(withTimeout(2_000, Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(vi.getTimerCount()).toBe(0);
});

test('rejects at the deadline', async () => {
  const error = withTimeout(2_000, new Promise(() => {})).catch((thrown: unknown) => thrown);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await error).toEqual(new Error('no result within 2000 ms'));
});

test('rejects with the error of the caller', async () => {
  const error = withTimeout(2_000, new Promise(() => {}), () => new RangeError('too late')).catch(
    (thrown: unknown) => thrown,
  );
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await error).toEqual(new RangeError('too late'));
});

test('ignores a promise that rejects after the deadline', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const error = withTimeout(2_000, promise).catch((thrown: unknown) => thrown);
  await vi.advanceTimersByTimeAsync(2_000);
  reject(new Error('late'));
  await vi.advanceTimersByTimeAsync(1);
  expect(await error).toEqual(new Error('no result within 2000 ms'));
});
