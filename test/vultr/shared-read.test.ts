import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSharedRead } from '../../src/vultr/shared-read.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A list whose reads take this long and return their own number. */
function given(durationMs: number) {
  let reads = 0;
  const readList = vi.fn<() => Promise<number[]>>(async () => {
    const number = ++reads;
    await new Promise((resolve) => void setTimeout(resolve, durationMs));
    return [number];
  });
  return { readList, list: createSharedRead(readList, () => false) };
}

test('a read goes on when its caller gives up, and the next attempt of the caller gets its result', async () => {
  const { readList, list } = given(60_000);
  const readSinceMs = performance.now();
  const controller = new AbortController();
  const first = list.read({ signal: controller.signal }).catch((reason: unknown) => reason);
  await vi.advanceTimersByTimeAsync(43_000);
  controller.abort('given up');
  await expect(first).resolves.toBe('given up');
  await vi.advanceTimersByTimeAsync(1_000);
  const second = list.read({ readSinceMs });
  await vi.advanceTimersByTimeAsync(16_000);
  await expect(second).resolves.toEqual([1]);
  expect(readList).toHaveBeenCalledTimes(1);
});

test('the result of a long read is kept for attempts that come after it, for two minutes', async () => {
  const { readList, list } = given(60_000);
  const readSinceMs = performance.now();
  void list.read();
  await vi.advanceTimersByTimeAsync(60_000 + 119_999);
  await expect(list.read({ readSinceMs })).resolves.toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  const later = list.read({ readSinceMs });
  await vi.advanceTimersByTimeAsync(60_000);
  await expect(later).resolves.toEqual([2]);
  expect(readList).toHaveBeenCalledTimes(2);
});

test('no caller gets rows that were read before the instant it names', async () => {
  const { list } = given(60_000);
  const first = list.read();
  await vi.advanceTimersByTimeAsync(1);
  const second = list.read({ readSinceMs: performance.now() });
  await vi.advanceTimersByTimeAsync(120_000);
  await expect(first).resolves.toEqual([1]);
  await expect(second).resolves.toEqual([2]);
});

test('a caller who names no instant gets only what is read after its call', async () => {
  const { list } = given(60_000);
  void list.read();
  await vi.advanceTimersByTimeAsync(60_000);
  const second = list.read();
  await vi.advanceTimersByTimeAsync(60_000);
  await expect(second).resolves.toEqual([2]);
});

test('the result of a short read is not kept', async () => {
  const { list } = given(999);
  const readSinceMs = performance.now();
  void list.read();
  await vi.advanceTimersByTimeAsync(999);
  const second = list.read({ readSinceMs });
  await vi.advanceTimersByTimeAsync(999);
  await expect(second).resolves.toEqual([2]);
});
