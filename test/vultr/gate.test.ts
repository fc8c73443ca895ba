import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createVultrError, VultrError } from '../../src/vultr/errors.ts';
import { type ClosedBy, createGate } from '../../src/vultr/gate.ts';
import type { VultrRequest } from '../../src/vultr/request.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const read: VultrRequest = { method: 'GET', path: '/v2/users', template: '/v2/users' };
const removal: VultrRequest = {
  method: 'DELETE',
  path: '/v2/organizations/o/user/u',
  template: '/v2/organizations/{id}/user/{id}',
};
const rejected = createVultrError(read, 'unauthorized', '401 Invalid API token.', {
  status: 401,
  responseText: 'Invalid API token.',
});
const forbidden = createVultrError(removal, 'forbidden', '403 No permission.', { status: 403 });
const pauseOf = (ms: number, kind: 'rate_limited' | 'unavailable' = 'rate_limited') =>
  createVultrError(read, kind, 'wait', { status: kind === 'rate_limited' ? 429 : 503, retryAfterMs: ms });

function given() {
  const vultr = { rejects: true };
  const probe = vi.fn<() => Promise<void>>(async () => {
    if (vultr.rejects) throw new Error('rejected');
  });
  const onChange = vi.fn<(by: ClosedBy, error: VultrError | undefined) => void>();
  const onForbidden = vi.fn<(operations: readonly string[]) => void>();
  const gate = createGate({ probe, onChange, onForbidden });
  /** Returns the error with which a request fails before it is sent, if it does. */
  const refusalOf = (request: VultrRequest): VultrError | undefined => {
    try {
      gate.enter(request)();
      return undefined;
    } catch (error) {
      if (error instanceof VultrError) return error;
      throw error;
    }
  };
  return { vultr, probe, onChange, onForbidden, gate, refusalOf };
}

describe('a rejected key', () => {
  test('closes the gate for every request, until a probe succeeds', async () => {
    const { vultr, gate, onChange, refusalOf } = given();
    await gate.whenOpen();
    gate.observe(read, rejected);
    const released = vi.fn<() => void>();
    const waiting = [gate.whenOpen().then(released), gate.whenOpen().then(released)];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(released).not.toHaveBeenCalled();
    expect(gate.closed()).toEqual({ by: 'key', error: rejected });
    expect(refusalOf(removal)).toMatchObject({
      kind: 'unauthorized',
      mayHaveTakenEffect: false,
      responseText: 'Invalid API token.',
      message: expect.stringContaining('not sent, because Vultr rejects the key'),
    });
    vultr.rejects = false;
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all(waiting);
    expect(gate.closed()).toBeUndefined();
    expect(refusalOf(removal)).toBeUndefined();
    expect(onChange.mock.calls).toEqual([
      ['key', rejected],
      ['key', undefined],
    ]);
  });

  test('is probed at intervals that double, up to five minutes', async () => {
    const { gate, probe } = given();
    gate.observe(read, rejected);
    await vi.advanceTimersByTimeAsync(10_000 + 20_000 + 40_000);
    expect(probe).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(80_000 + 160_000 + 300_000);
    expect(probe).toHaveBeenCalledTimes(6);
  });

  test('is probed more rarely if it is rejected again soon after it was accepted', async () => {
    const { vultr, gate, probe } = given();
    vultr.rejects = false;
    gate.observe(read, rejected);
    await vi.advanceTimersByTimeAsync(10_000);
    gate.observe(read, rejected);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(probe).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(probe).toHaveBeenCalledTimes(2);
  });

  test('closes the gate once, however many requests it rejects', () => {
    const { gate, onChange } = given();
    gate.observe(read, rejected);
    gate.observe(removal, rejected);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test('is no longer probed once the gate is stopped', async () => {
    const { gate, probe } = given();
    gate.observe(read, rejected);
    gate.stop();
    gate.observe(read, rejected);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(probe).not.toHaveBeenCalled();
  });
});

describe('a pause that Vultr asks for', () => {
  test.each(['rate_limited', 'unavailable'] as const)('closes the gate for as long: %s', async (kind) => {
    const { gate, refusalOf } = given();
    gate.observe(read, pauseOf(7_200_000, kind));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(gate.closed()?.by).toBe('pause');
    expect(refusalOf(removal)).toMatchObject({ kind, retryAfterMs: 3_600_000, mayHaveTakenEffect: false });
    const opened = gate.whenOpen();
    await vi.advanceTimersByTimeAsync(3_600_000);
    await opened;
    expect(refusalOf(removal)).toBeUndefined();
  });

  test('is left to the rate budget if it is short', () => {
    const { gate, refusalOf } = given();
    gate.observe(read, pauseOf(5_000));
    expect(gate.closed()).toBeUndefined();
    expect(refusalOf(read)).toBeUndefined();
  });

  test('lasts until the latest end that Vultr named', async () => {
    const { gate, onChange } = given();
    gate.observe(read, pauseOf(60_000));
    gate.observe(read, pauseOf(10_000));
    gate.observe(read, pauseOf(90_000));
    await vi.advanceTimersByTimeAsync(89_999);
    expect(gate.closed()?.by).toBe('pause');
    expect(onChange).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(gate.closed()).toBeUndefined();
  });

  test('and a rejected key have both to be over', async () => {
    const { vultr, gate } = given();
    vultr.rejects = false;
    gate.observe(read, rejected);
    gate.observe(read, pauseOf(60_000));
    const released = vi.fn<() => void>();
    const waiting = gate.whenOpen().then(released);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(released).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
  });
});

describe('a request that waits', () => {
  test('is told when the gate closes, and may enter again when it has opened', async () => {
    const { gate, refusalOf } = given();
    const closing = gate.closing();
    const assertStillOpen = gate.enter(read);
    gate.observe(read, pauseOf(60_000));
    expect(closing.aborted).toBe(true);
    expect(assertStillOpen).toThrow('not sent, because Vultr asked for a pause');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(gate.closing().aborted).toBe(false);
    expect(refusalOf(read)).toBeUndefined();
  });

  test('for the gate to open is rejected if its signal aborts', async () => {
    const { gate } = given();
    gate.observe(read, rejected);
    const controller = new AbortController();
    const waiting = gate.whenOpen(controller.signal);
    controller.abort(new Error('shutdown'));
    await expect(waiting).rejects.toThrow('shutdown');
  });
});

describe('a forbidden operation', () => {
  test('is not sent again, whatever its IDs, and everything else is', () => {
    const { gate, refusalOf, onForbidden } = given();
    gate.observe(removal, forbidden);
    expect(refusalOf({ ...removal, path: '/v2/organizations/o/user/other' })).toMatchObject({
      kind: 'forbidden',
      mayHaveTakenEffect: false,
      message: expect.stringContaining('not sent, because Vultr forbids the key to do this'),
    });
    expect(refusalOf({ ...removal, method: 'GET' })).toBeUndefined();
    expect(refusalOf(read)).toBeUndefined();
    expect(gate.closed()).toBeUndefined();
    expect(onForbidden.mock.calls).toEqual([[['DELETE /v2/organizations/{id}/user/{id}']]]);
  });

  test('is tried by one request at a time, more and more rarely, at least every 30 seconds', async () => {
    const { gate, refusalOf } = given();
    const trials: number[] = [];
    gate.observe(removal, forbidden);
    // What was already on its way changes nothing.
    gate.observe(removal, forbidden);
    for (let second = 1; second <= 300; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      const passed = [1, 2, 3].filter(() => refusalOf(removal) === undefined);
      if (passed.length === 0) continue;
      expect(passed).toHaveLength(1);
      trials.push(second);
      gate.observe(removal, forbidden);
    }
    expect(trials).toEqual([5, 15, 35, 65, 95, 125, 155, 185, 215, 245, 275]);
  });

  test.each([
    ['a success', undefined],
    ['a refusal for another reason', createVultrError(removal, 'refused', '400', { status: 400 })],
    ['a 404', createVultrError(removal, 'not_found', '404', { status: 404 })],
  ])('is allowed again after %s', async (_name, outcome) => {
    const { gate, refusalOf, onForbidden } = given();
    gate.observe(removal, forbidden);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(refusalOf(removal)).toBeUndefined();
    gate.observe(removal, outcome);
    expect([refusalOf(removal), refusalOf(removal)]).toEqual([undefined, undefined]);
    expect(onForbidden).toHaveBeenLastCalledWith([]);
  });

  test('stays forbidden if the outcome of its trial is unknown, and is tried again', async () => {
    const { gate, refusalOf } = given();
    gate.observe(removal, forbidden);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(refusalOf(removal)).toBeUndefined();
    gate.observe(removal, createVultrError(removal, 'unavailable', 'no response'));
    expect(refusalOf(removal)).toBeDefined();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(refusalOf(removal)).toBeUndefined();
  });
});
