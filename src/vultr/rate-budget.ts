import { currentPriority, priorities, type Priority } from './priority.ts';

/** Limits how many requests this process sends to Vultr. */
export type RateBudget = {
  /**
   * Resolves when one request may be sent; rejects with the signal's reason. The highest priority goes first, and
   * within a priority the oldest. The priority is the one that `withPriority` gave the caller.
   */
  acquire(signal?: AbortSignal): Promise<void>;
  /** Sends nothing for this long, because Vultr asked for it. */
  pause(ms: number): void;
  /** Sets this process's share of what all processes may send together. Throws `RangeError` unless it is above 0. */
  setRate(requestsPerSecond: number): void;
  /** Whether to economize on requests: some are waiting, or the last second used nearly its full rate. */
  readonly isRateConstrained: () => boolean;
};

/** One request in this many is reserved for the low priorities, so that a crowd above them cannot starve them. */
const reservedEvery = 5;
const reservedFor: readonly Priority[] = ['background', 'idle'];
/** A second this full counts as constrained: a crowd has short gaps, in which shared reads still pay off. */
const constrainedShare = 0.8;

/**
 * Spreads the requests of this process evenly, so that no second has more of them than the rate. Vultr allows 30 a
 * second for each network address, so every process behind one address needs its share. Throws `RangeError` unless the
 * rate is above 0.
 */
export function createRateBudget({ requestsPerSecond }: { readonly requestsPerSecond: number }): RateBudget {
  const queues = new Map(priorities.map((priority) => [priority, new Set<() => void>()] as const));
  let rate = checkRate(requestsPerSecond);
  /** When the last requests were sent, at most as many as one second allows. */
  let sentAt: number[] = [];
  let nextAt = 0;
  let sentCount = 0;
  let timer: NodeJS.Timeout | undefined;

  const hasWaiting = () => [...queues.values()].some((queue) => queue.size > 0);
  const maxPerSecond = () => Math.max(1, Math.floor(rate));

  function nextQueue(): Set<() => void> | undefined {
    const isReserved = sentCount % reservedEvery === reservedEvery - 1;
    const reserved = reservedFor[Math.floor(sentCount / reservedEvery) % reservedFor.length];
    const order = isReserved && reserved !== undefined ? [reserved, ...priorities] : priorities;
    return order
      .map((priority) => queues.get(priority))
      .find((queue) => queue !== undefined && queue.size > 0);
  }

  /** Releases the next request if it is due, and sets a timer as long as others wait. */
  function releaseNext(wasWaiting: boolean): void {
    const nowMs = performance.now();
    const queue = nowMs >= nextAt ? nextQueue() : undefined;
    const [release] = queue ?? [];
    if (queue !== undefined && release !== undefined) {
      queue.delete(release);
      sentCount++;
      nextAt = nextTurnAfter(nowMs, wasWaiting);
      release();
    }
    clearTimeout(timer);
    // A timer may fire slightly early; the next one then covers the rest.
    if (hasWaiting()) timer = setTimeout(releaseNext, nextAt - nowMs, true);
  }

  /** A timer that fires late does not lower the rate, but catching up never exceeds the rate in any second. */
  function nextTurnAfter(nowMs: number, wasWaiting: boolean): number {
    const spacingMs = 1_000 / rate;
    const lateMs = wasWaiting ? Math.min(nowMs - nextAt, spacingMs / 2) : 0;
    const max = maxPerSecond();
    sentAt = [...sentAt, nowMs].slice(-max);
    const [earliest = nowMs] = sentAt;
    const windowEndsAt = sentAt.length === max ? earliest + 1_000 * Math.max(1, 1 / rate) : 0;
    return Math.max(nowMs + spacingMs - lateMs, windowEndsAt);
  }

  return {
    async acquire(signal) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const queue = queues.get(currentPriority());
      const wasWaiting = hasWaiting();
      const onAbort = () => {
        queue?.delete(resolve);
        releaseNext(true);
        reject(signal?.reason);
      };
      queue?.add(resolve);
      signal?.addEventListener('abort', onAbort, { once: true });
      releaseNext(wasWaiting);
      await promise.finally(() => signal?.removeEventListener('abort', onAbort));
    },
    pause(ms) {
      nextAt = Math.max(nextAt, performance.now() + ms);
    },
    setRate(newRate) {
      rate = checkRate(newRate);
    },
    isRateConstrained() {
      const since = performance.now() - 1_000;
      const recent = sentAt.filter((at) => at > since).length;
      return hasWaiting() || (recent > 1 && recent >= constrainedShare * maxPerSecond());
    },
  };
}

function checkRate(requestsPerSecond: number): number {
  if (!(requestsPerSecond > 0)) throw new RangeError('requestsPerSecond must be above 0');
  return requestsPerSecond;
}
