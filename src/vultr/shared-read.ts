import { rowsPerPage } from './operations.ts';
import { currentPriority, priorities, type Priority, withPriority } from './priority.ts';
import type { CallOptions } from './types.ts';

/**
 * Reads a whole list once for all callers who asked before the read began, so no caller gets rows older than its call.
 * A caller who says so also gets what was read since an earlier instant: a read goes on when its callers have given up,
 * and the result of a long one is kept for a while, so that their next attempts find it.
 */
export type SharedRead<T> = {
  read(options?: CallOptions): Promise<T[]>;
  /** How many requests one read takes, as far as is known. */
  pages(): number;
};

/** While the rate is constrained, a read begins once each of its pages serves this many callers … */
const waitersPerPage = 40;
/** … or the first of them has waited this long. */
const maxWaitMs = 8_000;
const checkEveryMs = 50;
/** The result of a read that took at least this long … */
const longReadMs = 1_000;
/** … is kept for this long. */
const keepMs = 2 * 60_000;

type Waiter<T> = {
  readonly since: number;
  readonly priority: Priority;
  readonly resolve: (rows: T[]) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * `isRateConstrained` returns whether requests have to wait for each other. If they do not, a read begins at once;
 * calls that come during a read are served by the next one.
 */
export function createSharedRead<T>(
  readList: () => Promise<T[]>,
  isRateConstrained: () => boolean,
): SharedRead<T> {
  const waiters = new Set<Waiter<T>>();
  let current: { readonly beganAtMs: number; readonly served: Waiter<T>[] } | undefined;
  let kept: { readonly beganAtMs: number; readonly rows: T[] } | undefined;
  let keptTimer: NodeJS.Timeout | undefined;
  let pages = 1;
  let timer: NodeJS.Timeout | undefined;

  function isDue(): boolean {
    const [first] = waiters;
    if (first === undefined || current !== undefined) return false;
    const waitedMs = performance.now() - first.since;
    return !isRateConstrained() || waiters.size >= waitersPerPage * pages || waitedMs >= maxWaitMs;
  }

  function startIfDue(): void {
    clearTimeout(timer);
    if (isDue()) void start();
    else if (waiters.size > 0 && current === undefined) timer = setTimeout(startIfDue, checkEveryMs);
  }

  async function start(): Promise<void> {
    const served = [...waiters];
    const beganAtMs = performance.now();
    waiters.clear();
    current = { beganAtMs, served };
    try {
      const rows = await withPriority(highestPriority(served), readList);
      pages = Math.max(1, Math.ceil(rows.length / rowsPerPage));
      keep(beganAtMs, rows);
      for (const { resolve } of served) resolve(rows);
    } catch (error) {
      for (const { reject } of served) reject(error);
    } finally {
      current = undefined;
      startIfDue();
    }
  }

  function keep(beganAtMs: number, rows: T[]): void {
    if (performance.now() - beganAtMs < longReadMs) return;
    kept = { beganAtMs, rows };
    clearTimeout(keptTimer);
    keptTimer = setTimeout(() => (kept = undefined), keepMs).unref();
  }

  return {
    async read({ signal, readSinceMs = Number.POSITIVE_INFINITY } = {}) {
      signal?.throwIfAborted();
      if (kept !== undefined && kept.beganAtMs >= readSinceMs) return kept.rows;
      const { promise, resolve, reject } = Promise.withResolvers<T[]>();
      const waiter = { since: performance.now(), priority: currentPriority(), resolve, reject };
      // The read itself continues: others may wait for it.
      const onAbort = () => {
        waiters.delete(waiter);
        reject(signal?.reason);
      };
      if (current !== undefined && current.beganAtMs >= readSinceMs) current.served.push(waiter);
      else waiters.add(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
      startIfDue();
      return promise.finally(() => signal?.removeEventListener('abort', onAbort));
    },
    pages: () => pages,
  };
}

function highestPriority<T>(waiters: readonly Waiter<T>[]): Priority {
  return priorities.find((priority) => waiters.some((waiter) => waiter.priority === priority)) ?? 'idle';
}
