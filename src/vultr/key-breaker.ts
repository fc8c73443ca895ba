/** Why the breaker is open: the key was refused (401) or lacks a permission (403), with Vultr's text. */
export type KeyError = {
  readonly kind: 'unauthorized' | 'forbidden';
  readonly message: string;
};

/**
 * A circuit breaker for the organization's key. While it is open, no work for Vultr is taken: every request would fail
 * in the same way, and no retry can fix the key.
 */
export type KeyBreaker = {
  readonly error: () => KeyError | undefined;
  /** Resolves at once if the breaker is closed, or when it closes; rejects with the signal's reason. */
  readonly waitUntilClosed: (signal?: AbortSignal) => Promise<void>;
  readonly trip: (error: KeyError) => void;
  /** Stops probing. */
  readonly stop: () => void;
};

export type KeyBreakerOptions = {
  /** Reads what every caller must be able to read. Rejects while the key is refused. */
  readonly probe: () => Promise<unknown>;
  /** Called when the breaker opens for a new error, and each time it closes. */
  readonly onAlert?: (alert: { readonly open: boolean } & KeyError) => void;
  /** Called once at the beginning and each time the breaker opens or closes, even for an error that is not new. */
  readonly onStateChange?: (open: boolean) => void;
  readonly firstProbeMs?: number;
};

const maxProbeIntervalMs = 5 * 60_000;

/**
 * Opens at the first error, then probes at intervals that double until the key is accepted again. A key that may read
 * but not write passes the probe: the next write opens the breaker again, and the interval continues to grow.
 */
export function createKeyBreaker(options: KeyBreakerOptions): KeyBreaker {
  const { probe, onAlert, onStateChange, firstProbeMs = 10_000 } = options;
  const waiters = new Set<() => void>();
  let current: KeyError | undefined;
  let intervalMs = firstProbeMs;
  let closedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  onStateChange?.(false);

  function scheduleProbe(): void {
    if (stopped) return;
    timer = setTimeout(() => void probeNow(), intervalMs);
    intervalMs = Math.min(intervalMs * 2, maxProbeIntervalMs);
  }

  async function probeNow(): Promise<void> {
    try {
      await probe();
    } catch {
      scheduleProbe();
      return;
    }
    if (current !== undefined) onAlert?.({ open: false, ...current });
    current = undefined;
    onStateChange?.(false);
    closedAt = performance.now();
    for (const resolve of waiters) resolve();
    waiters.clear();
  }

  return {
    error: () => current,
    async waitUntilClosed(signal) {
      signal?.throwIfAborted();
      if (current === undefined) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const onAbort = () => reject(signal?.reason);
      waiters.add(resolve);
      signal?.addEventListener('abort', onAbort, { once: true });
      await promise.finally(() => {
        waiters.delete(resolve);
        signal?.removeEventListener('abort', onAbort);
      });
    },
    trip(error) {
      if (current !== undefined || stopped) return;
      const isNew = performance.now() - closedAt > 2 * maxProbeIntervalMs;
      if (isNew) intervalMs = firstProbeMs;
      current = error;
      onStateChange?.(true);
      // A breaker that opens again soon after it closed has the same cause: one alert is enough.
      if (isNew) onAlert?.({ open: true, ...error });
      scheduleProbe();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
