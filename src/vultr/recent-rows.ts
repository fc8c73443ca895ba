import { idKey } from '../contract/lib/case-insensitive.ts';

/** Remembers the rows of the list that was read last. */
export type RecentRows<T> = {
  /** Reads the list and remembers its rows. */
  readonly read: () => Promise<T[]>;
  /** Returns the row if the list contained it, and if reading it began at most this many milliseconds ago. */
  readonly find: (id: string, maxAgeMs: number) => T | undefined;
};

export function createRecentRows<T extends { readonly id: string }>(
  readList: () => Promise<T[]>,
): RecentRows<T> {
  let latest: { readonly rows: readonly T[]; readonly readAtMs: number } | undefined;
  /** Made when it is first needed: most lists are never searched. */
  let rowsById: ReadonlyMap<string, T> | undefined;
  return {
    async read() {
      const readAtMs = performance.now();
      const rows = await readList();
      latest = { rows, readAtMs };
      rowsById = undefined;
      return rows;
    },
    find(id, maxAgeMs) {
      if (latest === undefined || performance.now() - latest.readAtMs > maxAgeMs) return undefined;
      rowsById ??= new Map(latest.rows.map((row) => [idKey(row.id), row]));
      return rowsById.get(idKey(id));
    },
  };
}
