import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Budget, createBudget } from '../../src/vultr/budget.ts';
import { withPriority, type Priority } from '../../src/vultr/priority.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Takes one after the other in this order; answers when each was let go, in milliseconds from now. */
function takes(budget: Budget, signals: readonly (AbortSignal | undefined)[]): number[] {
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

const none = (count: number) => Array.from<undefined>({ length: count });

describe('budget', () => {
  test('lets requests go in the order they came, evenly', async () => {
    const times = takes(createBudget({ requestsPerSecond: 10 }), none(4));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(times).toEqual([0, 100, 200, 300]);
  });

  test('never has more than the rate in any second, and comes close to it', async () => {
    const times = takes(createBudget({ requestsPerSecond: 30 }), none(100));
    await vi.advanceTimersByTimeAsync(10_000);
    const busiest = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
    );
    expect(busiest).toBeLessThanOrEqual(30);
    expect(busiest).toBeGreaterThanOrEqual(29);
    expect(times).toHaveLength(100);
  });

  test('does not save up what was not used', async () => {
    const budget = createBudget({ requestsPerSecond: 10 });
    await budget.acquire();
    await vi.advanceTimersByTimeAsync(60_000);
    const times = takes(budget, none(3));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(times).toEqual([0, 100, 200]);
  });

  test('gives the place of one who left to the next', async () => {
    const leaving = new AbortController();
    const times = takes(createBudget({ requestsPerSecond: 10 }), [undefined, leaving.signal, undefined]);
    await vi.advanceTimersByTimeAsync(50);
    leaving.abort();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(times).toEqual([0, -1, 100]);
  });

  test('rejects with the reason of the signal, whether it was aborted before or while waiting', async () => {
    const budget = createBudget({ requestsPerSecond: 1 });
    await budget.acquire();
    const reason = new Error('the run was cancelled');
    await expect(budget.acquire(AbortSignal.abort(reason))).rejects.toBe(reason);
    const leaving = new AbortController();
    const waiting = budget.acquire(leaving.signal);
    leaving.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  test('leaves no timer behind when nobody waits', async () => {
    const budget = createBudget({ requestsPerSecond: 1 });
    const leaving = new AbortController();
    takes(budget, [undefined, leaving.signal]);
    expect(vi.getTimerCount()).toBe(1);
    leaving.abort();
    expect(vi.getTimerCount()).toBe(0);
    takes(budget, [undefined]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([0, -1, Number.NaN])('a rate of %d is refused', (requestsPerSecond) => {
    expect(() => createBudget({ requestsPerSecond })).toThrow(RangeError);
  });
});

/** Takes at these priorities, all at once; answers in which order they were let go. */
function order(budget: Budget, wanted: readonly Priority[]): Priority[] {
  const served: Priority[] = [];
  for (const priority of wanted) {
    void withPriority(priority, () => budget.acquire()).then(() => served.push(priority));
  }
  return served;
}

describe('whose turn it is', () => {
  test('people who have accepted, then invitations, then the watch, then safety polls', async () => {
    const budget = createBudget({ requestsPerSecond: 10 });
    await budget.acquire();
    const served = order(budget, ['idle', 'background', 'normal', 'urgent']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(served).toEqual(['urgent', 'normal', 'background', 'idle']);
  });

  test('a crowd of invitations does not starve the watch and the safety polls', async () => {
    const budget = createBudget({ requestsPerSecond: 10 });
    const crowd = Array.from<Priority>({ length: 100 }).fill('normal');
    const served = order(budget, [...crowd, 'background', 'background', 'idle']);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(served.filter((priority) => priority !== 'normal')).toEqual(['background', 'idle', 'background']);
  });

  test('it is busy as long as somebody waits', async () => {
    const budget = createBudget({ requestsPerSecond: 10 });
    expect(budget.busy()).toBe(false);
    const served = order(budget, ['normal', 'normal']);
    expect(budget.busy()).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(served).toHaveLength(2);
    expect(budget.busy()).toBe(false);
  });

  test('it is busy for a second after a crowd, too, in which nobody waits', async () => {
    const budget = createBudget({ requestsPerSecond: 10 });
    const served = order(budget, Array.from<Priority>({ length: 10 }).fill('normal'));
    await vi.advanceTimersByTimeAsync(910);
    expect(served).toHaveLength(10);
    expect(budget.busy()).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(budget.busy()).toBe(false);
  });
});

describe('the rate', () => {
  test('can be changed under way', async () => {
    const budget = createBudget({ requestsPerSecond: 10 });
    await budget.acquire();
    budget.setRate(2);
    const times = takes(budget, none(3));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(times).toEqual([100, 1_000, 1_500]);
  });

  test('is nothing at all while Vultr has asked for a pause', async () => {
    const budget = createBudget({ requestsPerSecond: 10 });
    budget.pause(2_000);
    const times = takes(budget, none(2));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(times).toEqual([2_000, 2_100]);
  });

  test('must be above 0', () => {
    expect(() => createBudget({ requestsPerSecond: 1 }).setRate(0)).toThrow(RangeError);
  });
});
