import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RateBudget, createRateBudget } from '../../src/vultr/rate-budget.ts';
import { withPriority, type Priority } from '../../src/vultr/priority.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Requests turns in this order; returns when each was granted, in milliseconds from now, or -1 if it was aborted. */
function acquireAll(budget: RateBudget, signals: readonly (AbortSignal | undefined)[]): number[] {
  const start = performance.now();
  const times: number[] = [];
  signals.forEach((signal, index) => {
    budget.acquire(signal).then(
      () => (times[index] = performance.now() - start),
      () => (times[index] = -1),
    );
  });
  return times;
}

const withoutSignal = (count: number) => Array.from<undefined>({ length: count });

describe('the rate budget', () => {
  test('grants requests evenly, in the order in which they came', async () => {
    const times = acquireAll(createRateBudget({ requestsPerSecond: 10 }), withoutSignal(4));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(times).toEqual([0, 100, 200, 300]);
  });

  test('never grants more than the rate in any second, and comes close to it', async () => {
    const times = acquireAll(createRateBudget({ requestsPerSecond: 30 }), withoutSignal(100));
    await vi.advanceTimersByTimeAsync(10_000);
    const busiest = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
    );
    expect(busiest).toBeLessThanOrEqual(30);
    expect(busiest).toBeGreaterThanOrEqual(29);
    expect(times).toHaveLength(100);
  });

  test('does not save up unused requests', async () => {
    const budget = createRateBudget({ requestsPerSecond: 10 });
    await budget.acquire();
    await vi.advanceTimersByTimeAsync(60_000);
    const times = acquireAll(budget, withoutSignal(3));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(times).toEqual([0, 100, 200]);
  });

  test('gives the turn of an aborted request to the next one', async () => {
    const controller = new AbortController();
    const times = acquireAll(createRateBudget({ requestsPerSecond: 10 }), [
      undefined,
      controller.signal,
      undefined,
    ]);
    await vi.advanceTimersByTimeAsync(50);
    controller.abort();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(times).toEqual([0, -1, 100]);
  });

  test('rejects with the reason of the signal, whether it was aborted before or while waiting', async () => {
    const budget = createRateBudget({ requestsPerSecond: 1 });
    await budget.acquire();
    const reason = new Error('the activity was cancelled');
    await expect(budget.acquire(AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const waiting = budget.acquire(controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  test('leaves no timer behind when no request waits', async () => {
    const budget = createRateBudget({ requestsPerSecond: 1 });
    const controller = new AbortController();
    acquireAll(budget, [undefined, controller.signal]);
    expect(vi.getTimerCount()).toBe(1);
    controller.abort();
    expect(vi.getTimerCount()).toBe(0);
    acquireAll(budget, [undefined]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([0, -1, Number.NaN])('rejects a rate of %d', (requestsPerSecond) => {
    expect(() => createRateBudget({ requestsPerSecond })).toThrow(RangeError);
  });
});

/** Requests one turn at each of these priorities, all at once; returns the order in which they were granted. */
function acquireAt(budget: RateBudget, requested: readonly Priority[]): Priority[] {
  const granted: Priority[] = [];
  for (const priority of requested) {
    void withPriority(priority, () => budget.acquire()).then(() => granted.push(priority));
  }
  return granted;
}

describe('a rate budget with priorities', () => {
  test('grants urgent requests first, then normal, background and idle ones', async () => {
    const budget = createRateBudget({ requestsPerSecond: 10 });
    await budget.acquire();
    const granted = acquireAt(budget, ['idle', 'background', 'normal', 'urgent']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(granted).toEqual(['urgent', 'normal', 'background', 'idle']);
  });

  test('does not let a crowd of normal requests starve background and idle ones', async () => {
    const budget = createRateBudget({ requestsPerSecond: 10 });
    const crowd = Array.from<Priority>({ length: 100 }).fill('normal');
    const granted = acquireAt(budget, [...crowd, 'background', 'background', 'idle']);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(granted.filter((priority) => priority !== 'normal')).toEqual(['background', 'idle', 'background']);
  });

  test('is constrained as long as a request waits', async () => {
    const budget = createRateBudget({ requestsPerSecond: 10 });
    expect(budget.isRateConstrained()).toBe(false);
    const granted = acquireAt(budget, ['normal', 'normal']);
    expect(budget.isRateConstrained()).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(granted).toHaveLength(2);
    expect(budget.isRateConstrained()).toBe(false);
  });

  test('stays constrained for a second after a crowd, even if no request waits', async () => {
    const budget = createRateBudget({ requestsPerSecond: 10 });
    const granted = acquireAt(budget, Array.from<Priority>({ length: 10 }).fill('normal'));
    await vi.advanceTimersByTimeAsync(910);
    expect(granted).toHaveLength(10);
    expect(budget.isRateConstrained()).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(budget.isRateConstrained()).toBe(false);
  });
});

describe('the rate', () => {
  test('can be changed while requests are sent', async () => {
    const budget = createRateBudget({ requestsPerSecond: 10 });
    await budget.acquire();
    budget.setRate(2);
    const times = acquireAll(budget, withoutSignal(3));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(times).toEqual([100, 1_000, 1_500]);
  });

  test('is zero while Vultr has asked for a pause', async () => {
    const budget = createRateBudget({ requestsPerSecond: 10 });
    budget.pause(2_000);
    const times = acquireAll(budget, withoutSignal(2));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(times).toEqual([2_000, 2_100]);
  });

  test('must be above 0', () => {
    expect(() => createRateBudget({ requestsPerSecond: 1 }).setRate(0)).toThrow(RangeError);
  });
});
