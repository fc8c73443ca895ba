import { currentPriority, priorities, type Priority } from './priority.ts';

export type Budget = {
  /**
   * Resolves when a request may be sent; rejects with the signal's reason. The first of the highest priority goes
   * first; the priority is the one that `atPriority` gave the caller.
   */
  acquire(signal?: AbortSignal): Promise<void>;
  /** Nothing more is sent for so long: Vultr asked for it. */
  pause(ms: number): void;
  /** This process's share of what all may send together. Throws `RangeError` for no rate. */
  setRate(requestsPerSecond: number): void;
  /** Whether a request that came now would have to wait behind others. */
  readonly busy: () => boolean;
};

/** One request in so many goes to the watch or to a safety poll, so that no crowd before them can starve these. */
const reservedEvery = 5;
const reservedFor: readonly Priority[] = ['watch', 'poll'];

/**
 * Spreads the requests of this process evenly, so that no second has more of them than the rate. Vultr counts 30 a
 * second for each address, so every process behind one address needs its share. Throws `RangeError` for no rate.
 */
export function createBudget({ requestsPerSecond }: { readonly requestsPerSecond: number }): Budget {
  const queues = new Map(priorities.map((priority) => [priority, new Set<() => void>()] as const));
  let spacingMs = spacingOf(requestsPerSecond);
  let nextAt = 0;
  let served = 0;
  let timer: NodeJS.Timeout | undefined;

  const busy = () => [...queues.values()].some((queue) => queue.size > 0);

  function queueToServe(): Set<() => void> | undefined {
    const turn = served % reservedEvery === reservedEvery - 1;
    const reserved = reservedFor[Math.floor(served / reservedEvery) % reservedFor.length];
    const order = turn && reserved !== undefined ? [reserved, ...priorities] : priorities;
    return order
      .map((priority) => queues.get(priority))
      .find((queue) => queue !== undefined && queue.size > 0);
  }

  /** Lets the first go, if it is time; as long as others wait, there is a timer for the next. */
  function serve(): void {
    const nowMs = performance.now();
    const queue = nowMs >= nextAt ? queueToServe() : undefined;
    const [first] = queue ?? [];
    if (queue !== undefined && first !== undefined) {
      queue.delete(first);
      served++;
      // From now and not from when it was due: a late timer must not be made up for by a burst.
      nextAt = nowMs + spacingMs;
      first();
    }
    clearTimeout(timer);
    // A timer may come a little early; then the next one is set for the rest.
    if (busy()) timer = setTimeout(serve, nextAt - nowMs);
  }

  return {
    async acquire(signal) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const queue = queues.get(currentPriority());
      const leave = () => {
        queue?.delete(resolve);
        serve();
        reject(signal?.reason);
      };
      queue?.add(resolve);
      signal?.addEventListener('abort', leave, { once: true });
      serve();
      await promise.finally(() => signal?.removeEventListener('abort', leave));
    },
    pause(ms) {
      nextAt = Math.max(nextAt, performance.now() + ms);
    },
    setRate(rate) {
      spacingMs = spacingOf(rate);
    },
    busy,
  };
}

function spacingOf(requestsPerSecond: number): number {
  if (!(requestsPerSecond > 0)) throw new RangeError('requestsPerSecond must be above 0');
  return 1_000 / requestsPerSecond;
}
