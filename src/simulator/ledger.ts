import { matchesPath } from './faults.ts';

/** One request to the imitated API. It never contains a key. */
export type LedgerEntry = {
  /** ISO 8601, from the simulator's clock. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The client's network address. */
  readonly address: string;
  /** Absent until the response is sent, and if the connection was dropped. */
  status?: number;
  fault?: string;
  durationMs?: number;
};

export type LedgerFilter = {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  /** How many of the newest entries to return. The counts include every match. */
  readonly limit: number;
};

export type LedgerReport = {
  readonly total: number;
  /** Entries that were deleted because there were too many. The counts do not include them. */
  readonly forgotten: number;
  readonly byOperation: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Oldest first. */
  readonly items: readonly LedgerEntry[];
};

export type Ledger = {
  add(entry: LedgerEntry): void;
  report(filter: LedgerFilter): LedgerReport;
  clear(): void;
};

const maxEntries = 200_000;

export function createLedger(): Ledger {
  let entries: LedgerEntry[] = [];
  let forgotten = 0;
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length <= maxEntries) return;
      // In bulk, because each deletion copies the entries that remain.
      forgotten += maxEntries / 10;
      entries = entries.slice(maxEntries / 10);
    },
    report({ method, path, limit }) {
      const matching = entries.filter(
        (entry) => (method === undefined || entry.method === method) && matchesPath(path, entry.path),
      );
      return {
        total: matching.length,
        forgotten,
        byOperation: countBy(matching, (entry) => `${entry.method} ${withoutIds(entry.path)}`),
        byStatus: countBy(matching, ({ status }) => String(status ?? 'none')),
        items: matching.slice(Math.max(0, matching.length - limit)),
      };
    },
    clear() {
      entries = [];
      forgotten = 0;
    },
  };
}

function countBy(
  entries: readonly LedgerEntry[],
  key: (entry: LedgerEntry) => string,
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(key(entry), (counts.get(key(entry)) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => a.localeCompare(b)));
}

function withoutIds(path: string): string {
  return path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{id}');
}
