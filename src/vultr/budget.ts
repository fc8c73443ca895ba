export type Budget = {
  /** Resolves when a request may be sent; rejects with the signal's reason. First come, first served. */
  acquire(signal?: AbortSignal): Promise<void>;
};

/**
 * Spreads the requests of this process evenly, so that no second has more of them than the rate. Vultr counts 30 a
 * second for each address, so every process behind one address needs its share. Throws `RangeError` for no rate.
 */
export function createBudget({ requestsPerSecond }: { readonly requestsPerSecond: number }): Budget {
  if (!(requestsPerSecond > 0)) throw new RangeError('requestsPerSecond must be above 0');
  const spacingMs = 1_000 / requestsPerSecond;
  const waiting = new Set<() => void>();
  let nextAt = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Lets the first go, if it is time; as long as others wait, there is a timer for the next. */
  function serve(): void {
    const [first] = waiting;
    const nowMs = performance.now();
    if (first !== undefined && nowMs >= nextAt) {
      waiting.delete(first);
      // From now and not from when it was due: a late timer must not be made up for by a burst.
      nextAt = nowMs + spacingMs;
      first();
    }
    clearTimeout(timer);
    // A timer may come a little early; then the next one is set for the rest.
    if (waiting.size > 0) timer = setTimeout(serve, nextAt - nowMs);
  }

  return {
    async acquire(signal) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = () => {
        waiting.delete(resolve);
        serve();
        reject(signal?.reason);
      };
      waiting.add(resolve);
      signal?.addEventListener('abort', leave, { once: true });
      serve();
      await promise.finally(() => signal?.removeEventListener('abort', leave));
    },
  };
}
