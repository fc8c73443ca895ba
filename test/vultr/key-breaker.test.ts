import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeyBreaker } from '../../src/vultr/key-breaker.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const keyError = { kind: 'unauthorized', message: 'Invalid API token.' } as const;

function createBreaker(refused = true) {
  const vultr = { refused };
  const probe = vi.fn<() => Promise<void>>(async () => {
    if (vultr.refused) throw new Error('refused');
  });
  const onAlert = vi.fn<(alert: { open: boolean }) => void>();
  return { vultr, probe, onAlert, breaker: createKeyBreaker({ probe, onAlert }) };
}

test('is closed until the key is refused, and releases all waiters when a probe succeeds', async () => {
  const { vultr, breaker, onAlert } = createBreaker();
  await breaker.waitUntilClosed();
  breaker.trip(keyError);
  const released = vi.fn<() => void>();
  const waiting = [breaker.waitUntilClosed().then(released), breaker.waitUntilClosed().then(released)];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(released).not.toHaveBeenCalled();
  expect(breaker.error()).toEqual(keyError);
  vultr.refused = false;
  await vi.advanceTimersByTimeAsync(20_000);
  await Promise.all(waiting);
  expect(breaker.error()).toBeUndefined();
  expect(onAlert.mock.calls).toEqual([[{ open: true, ...keyError }], [{ open: false, ...keyError }]]);
});

test('probes at intervals that double, up to five minutes', async () => {
  const { breaker, probe } = createBreaker();
  breaker.trip(keyError);
  await vi.advanceTimersByTimeAsync(10_000 + 20_000 + 40_000);
  expect(probe).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(80_000 + 160_000 + 300_000);
  expect(probe).toHaveBeenCalledTimes(6);
});

test('alerts once if it opens again and again, and waits longer each time', async () => {
  const { breaker, onAlert, probe } = createBreaker(false);
  breaker.trip(keyError);
  breaker.trip(keyError);
  await vi.advanceTimersByTimeAsync(10_000);
  // The key may read but not write: the next write is refused again.
  breaker.trip(keyError);
  await vi.advanceTimersByTimeAsync(19_999);
  expect(probe).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(probe).toHaveBeenCalledTimes(2);
  expect(onAlert.mock.calls.filter(([alert]) => alert.open)).toHaveLength(1);
});

test('rejects a waiter whose signal is aborted', async () => {
  const { breaker } = createBreaker();
  breaker.trip(keyError);
  const controller = new AbortController();
  const waiting = breaker.waitUntilClosed(controller.signal);
  controller.abort(new Error('shutdown'));
  await expect(waiting).rejects.toThrow('shutdown');
});

test('stops probing when it is stopped', async () => {
  const { breaker, probe } = createBreaker();
  breaker.trip(keyError);
  breaker.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(probe).not.toHaveBeenCalled();
});
