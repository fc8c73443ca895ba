import { fitsPath } from './faults.ts';

/** One request to the imitated API. It never carries a key. */
export type LedgerEntry = {
  /** ISO 8601, by the simulator's clock. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Remote address. */
  readonly address: string;
  /** Absent while the answer is under way, and where the connection was cut. */
  status?: number;
  fault?: string;
  durationMs?: number;
};

export type LedgerFilter = {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  /** How many of the newest entries to show; the counts are of all that fit. */
  readonly limit: number;
};

export type LedgerReport = {
  readonly total: number;
  /** Entries that were let go because there were too many; no count knows of them. */
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

const mostEntries = 200_000;

export function createLedger(): Ledger {
  let entries: LedgerEntry[] = [];
  let forgotten = 0;
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length <= mostEntries) return;
      // In bulk, because each cut copies what stays.
      forgotten += mostEntries / 10;
      entries = entries.slice(mostEntries / 10);
    },
    report({ method, path, limit }) {
      const fitting = entries.filter(
        (entry) => (method === undefined || entry.method === method) && fitsPath(path, entry.path),
      );
      return {
        total: fitting.length,
        forgotten,
        byOperation: counted(fitting, (entry) => `${entry.method} ${withoutIds(entry.path)}`),
        byStatus: counted(fitting, ({ status }) => String(status ?? 'none')),
        items: fitting.slice(Math.max(0, fitting.length - limit)),
      };
    },
    clear() {
      entries = [];
      forgotten = 0;
    },
  };
}

function counted(
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
