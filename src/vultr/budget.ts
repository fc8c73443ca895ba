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
  /** Whether requests have to be saved: others wait, or the last second took nearly all that a second has. */
  readonly busy: () => boolean;
};

/** One request in so many goes to the watch or to a safety poll, so that no crowd before them can starve these. */
const reservedEvery = 5;
/** In a crowd there are moments in which nobody waits; they are no reason to send what could be shared. */
const busyShare = 0.8;
const reservedFor: readonly Priority[] = ['background', 'idle'];

/**
 * Spreads the requests of this process evenly, so that no second has more of them than the rate. Vultr counts 30 a
 * second for each address, so every process behind one address needs its share. Throws `RangeError` for no rate.
 */
export function createBudget({ requestsPerSecond }: { readonly requestsPerSecond: number }): Budget {
  const queues = new Map(priorities.map((priority) => [priority, new Set<() => void>()] as const));
  let rate = checked(requestsPerSecond);
  /** When the last requests were sent, as many as a second may have. */
  let sent: number[] = [];
  let nextAt = 0;
  let served = 0;
  let timer: NodeJS.Timeout | undefined;

  const waiting = () => [...queues.values()].some((queue) => queue.size > 0);
  const mostInASecond = () => Math.max(1, Math.floor(rate));

  function queueToServe(): Set<() => void> | undefined {
    const turn = served % reservedEvery === reservedEvery - 1;
    const reserved = reservedFor[Math.floor(served / reservedEvery) % reservedFor.length];
    const order = turn && reserved !== undefined ? [reserved, ...priorities] : priorities;
    return order
      .map((priority) => queues.get(priority))
      .find((queue) => queue !== undefined && queue.size > 0);
  }

  /** Lets the first go, if it is time; as long as others wait, there is a timer for the next. */
  function serve(wasWaiting: boolean): void {
    const nowMs = performance.now();
    const queue = nowMs >= nextAt ? queueToServe() : undefined;
    const [first] = queue ?? [];
    if (queue !== undefined && first !== undefined) {
      queue.delete(first);
      served++;
      nextAt = afterNow(nowMs, wasWaiting);
      first();
    }
    clearTimeout(timer);
    // A timer may come a little early; then the next one is set for the rest.
    if (waiting()) timer = setTimeout(serve, nextAt - nowMs, true);
  }

  /** A timer that came late does not cost the rate; and what is made up for never exceeds it in any second. */
  function afterNow(nowMs: number, wasWaiting: boolean): number {
    const spacingMs = 1_000 / rate;
    const lateMs = wasWaiting ? Math.min(nowMs - nextAt, spacingMs / 2) : 0;
    const most = mostInASecond();
    sent = [...sent, nowMs].slice(-most);
    const [earliest = nowMs] = sent;
    const windowEndsAt = sent.length === most ? earliest + 1_000 * Math.max(1, 1 / rate) : 0;
    return Math.max(nowMs + spacingMs - lateMs, windowEndsAt);
  }

  return {
    async acquire(signal) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const queue = queues.get(currentPriority());
      const wasWaiting = waiting();
      const leave = () => {
        queue?.delete(resolve);
        serve(true);
        reject(signal?.reason);
      };
      queue?.add(resolve);
      signal?.addEventListener('abort', leave, { once: true });
      serve(wasWaiting);
      await promise.finally(() => signal?.removeEventListener('abort', leave));
    },
    pause(ms) {
      nextAt = Math.max(nextAt, performance.now() + ms);
    },
    setRate(requests) {
      rate = checked(requests);
    },
    busy() {
      const since = performance.now() - 1_000;
      const lately = sent.filter((at) => at > since).length;
      return waiting() || (lately > 1 && lately >= busyShare * mostInASecond());
    },
  };
}

function checked(requestsPerSecond: number): number {
  if (!(requestsPerSecond > 0)) throw new RangeError('requestsPerSecond must be above 0');
  return requestsPerSecond;
}
