import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeyBreaker } from '../../src/vultr/key-breaker.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const trouble = { kind: 'unauthorized', message: 'Invalid API token.' } as const;

function given(refused = true) {
  const vultr = { refused };
  const probe = vi.fn<() => Promise<void>>(async () => {
    if (vultr.refused) throw new Error('refused');
  });
  const onChange = vi.fn<(change: { open: boolean }) => void>();
  return { vultr, probe, onChange, breaker: createKeyBreaker({ probe, onChange }) };
}

test('is closed until the key is refused, and lets everybody go when a probe succeeds', async () => {
  const { vultr, breaker, onChange } = given();
  await breaker.closed();
  breaker.trip(trouble);
  const went = vi.fn<() => void>();
  const waiting = [breaker.closed().then(went), breaker.closed().then(went)];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(went).not.toHaveBeenCalled();
  expect(breaker.error()).toEqual(trouble);
  vultr.refused = false;
  await vi.advanceTimersByTimeAsync(20_000);
  await Promise.all(waiting);
  expect(breaker.error()).toBeUndefined();
  expect(onChange.mock.calls).toEqual([[{ open: true, ...trouble }], [{ open: false, ...trouble }]]);
});

test('probes at intervals that double, up to five minutes', async () => {
  const { breaker, probe } = given();
  breaker.trip(trouble);
  await vi.advanceTimersByTimeAsync(10_000 + 20_000 + 40_000);
  expect(probe).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(80_000 + 160_000 + 300_000);
  expect(probe).toHaveBeenCalledTimes(6);
});

test('alerts once for what opens again and again, and waits longer each time', async () => {
  const { breaker, onChange, probe } = given(false);
  breaker.trip(trouble);
  breaker.trip(trouble);
  await vi.advanceTimersByTimeAsync(10_000);
  // It may read and not write: the next write is refused again.
  breaker.trip(trouble);
  await vi.advanceTimersByTimeAsync(19_999);
  expect(probe).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(probe).toHaveBeenCalledTimes(2);
  expect(onChange.mock.calls.filter(([change]) => change.open)).toHaveLength(1);
});

test('lets go who does not want to wait any more', async () => {
  const { breaker } = given();
  breaker.trip(trouble);
  const leaving = new AbortController();
  const left = breaker.closed(leaving.signal);
  leaving.abort(new Error('shutdown'));
  await expect(left).rejects.toThrow('shutdown');
});

test('does not probe any more once it is stopped', async () => {
  const { breaker, probe } = given();
  breaker.trip(trouble);
  breaker.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(probe).not.toHaveBeenCalled();
});
