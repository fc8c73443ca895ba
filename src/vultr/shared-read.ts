import { currentPriority, priorities, type Priority, withPriority } from './priority.ts';
import { rowsPerPage } from './operations.ts';
import type { CallOptions } from './types.ts';

/** Reads a whole list once for all who asked before the reading began, so no answer is older than its question. */
export type SharedRead<T> = {
  ask(options?: CallOptions): Promise<T[]>;
  /** How many requests a reading takes, as far as is known. */
  pages(): number;
};

/** Where requests are scarce, a reading begins when each of its pages serves so many askers … */
const askersPerPage = 40;
/** … or the first of them has waited so long. */
const longestWaitMs = 8_000;
const lookAgainMs = 50;

type Asker<T> = {
  readonly since: number;
  readonly priority: Priority;
  readonly resolve: (rows: T[]) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * `scarce` says whether requests have to wait for each other. Where they have not, a reading begins at once; who asks
 * while it goes on is served by the next one.
 */
export function createSharedRead<T>(read: () => Promise<T[]>, scarce: () => boolean): SharedRead<T> {
  const gathered = new Set<Asker<T>>();
  let reading = false;
  let pages = 1;
  let timer: NodeJS.Timeout | undefined;

  function isDue(): boolean {
    const [first] = gathered;
    if (first === undefined || reading) return false;
    const waitedMs = performance.now() - first.since;
    return !scarce() || gathered.size >= askersPerPage * pages || waitedMs >= longestWaitMs;
  }

  function beginIfDue(): void {
    clearTimeout(timer);
    if (isDue()) void begin();
    else if (gathered.size > 0 && !reading) timer = setTimeout(beginIfDue, lookAgainMs);
  }

  async function begin(): Promise<void> {
    const askers = [...gathered];
    gathered.clear();
    reading = true;
    try {
      const rows = await withPriority(highest(askers), read);
      pages = Math.max(1, Math.ceil(rows.length / rowsPerPage));
      for (const { resolve } of askers) resolve(rows);
    } catch (error) {
      for (const { reject } of askers) reject(error);
    } finally {
      reading = false;
      beginIfDue();
    }
  }

  return {
    async ask({ signal } = {}) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<T[]>();
      const asker = { since: performance.now(), priority: currentPriority(), resolve, reject };
      // The reading itself goes on: others may wait for it.
      const leave = () => {
        gathered.delete(asker);
        reject(signal?.reason);
      };
      gathered.add(asker);
      signal?.addEventListener('abort', leave, { once: true });
      beginIfDue();
      return promise.finally(() => signal?.removeEventListener('abort', leave));
    },
    pages: () => pages,
  };
}

function highest<T>(askers: readonly Asker<T>[]): Priority {
  return priorities.find((priority) => askers.some((asker) => asker.priority === priority)) ?? 'idle';
}
