/** What opened the breaker: whether the key is refused (401) or may not do this (403), and Vultr's words. */
export type KeyError = {
  readonly kind: 'unauthorized' | 'forbidden';
  readonly message: string;
};

/**
 * One for the organization's key. While it is open, no work for Vultr is taken: every step would fail in the same way,
 * and none of them can mend it.
 */
export type KeyBreaker = {
  readonly error: () => KeyError | undefined;
  /** Resolves at once, or when the breaker closes; rejects with the signal's reason. */
  readonly closed: (signal?: AbortSignal) => Promise<void>;
  readonly trip: (error: KeyError) => void;
  /** No probe any more. */
  readonly stop: () => void;
};

export type KeyBreakerOptions = {
  /** Reads what every run must be able to read. Rejects while the key is refused. */
  readonly probe: () => Promise<unknown>;
  readonly onChange?: (change: { readonly open: boolean } & KeyError) => void;
  /** Told each time, also where it opens again for the same trouble, and once at the beginning. */
  readonly onTurn?: (open: boolean) => void;
  readonly firstProbeMs?: number;
};

const longestProbeMs = 5 * 60_000;

/**
 * Opens with the first trouble and probes, at intervals that double, until the key is taken again. A key that may read
 * and not write passes the probe: the next write opens the breaker anew, and the interval goes on growing.
 */
export function createKeyBreaker(options: KeyBreakerOptions): KeyBreaker {
  const { probe, onChange, onTurn, firstProbeMs = 10_000 } = options;
  const waiting = new Set<() => void>();
  let current: KeyError | undefined;
  let pauseMs = firstProbeMs;
  let closedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  onTurn?.(false);

  function probeLater(): void {
    if (stopped) return;
    timer = setTimeout(() => void probeNow(), pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestProbeMs);
  }

  async function probeNow(): Promise<void> {
    try {
      await probe();
    } catch {
      probeLater();
      return;
    }
    if (current !== undefined) onChange?.({ open: false, ...current });
    current = undefined;
    onTurn?.(false);
    closedAt = performance.now();
    for (const go of waiting) go();
    waiting.clear();
  }

  return {
    error: () => current,
    async closed(signal) {
      signal?.throwIfAborted();
      if (current === undefined) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = () => reject(signal?.reason);
      waiting.add(resolve);
      signal?.addEventListener('abort', leave, { once: true });
      await promise.finally(() => {
        waiting.delete(resolve);
        signal?.removeEventListener('abort', leave);
      });
    },
    trip(found) {
      if (current !== undefined || stopped) return;
      const isNew = performance.now() - closedAt > 2 * longestProbeMs;
      if (isNew) pauseMs = firstProbeMs;
      current = found;
      onTurn?.(true);
      // One alert: what opens again and again is the same trouble.
      if (isNew) onChange?.({ open: true, ...found });
      probeLater();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
