type Listed = { readonly id: string; readonly version: number; readonly created: string };

export type Snapshot<Item extends Listed> = {
  readonly list: (options?: { readonly fresh?: boolean }) => Promise<readonly Item[]>;
  /** This process has written it. */
  readonly wrote: (item: Item) => void;
  /** This process has deleted it. */
  readonly removed: (item: Pick<Item, 'id' | 'created'>) => void;
};

/** A list with many pages is read from one snapshot for so long. */
const freshMs = 60_000;

/** Lists may lag behind a write for less than this. */
const lagMs = 10_000;

type Written<Item> = { readonly at: number } & (
  { readonly item: Item } | { readonly removed: Pick<Listed, 'id' | 'created'> }
);

/**
 * Keeps the newest list of all resources, sorted by `created` and `id`: pages of one list join up, and their order stays as it
 * is. What this process has written is laid over it, because the visibility store is a moment behind.
 */
export function createSnapshot<Item extends Listed>(
  read: () => Promise<readonly Item[]>,
  now: () => number = Date.now,
): Snapshot<Item> {
  const written = new Map<string, Written<Item>>();
  let taken: { readonly at: number; readonly items: readonly Item[] } | undefined;
  let reading: Promise<void> | undefined;

  async function take(): Promise<void> {
    const at = now();
    const items = await read();
    taken = { at, items };
    forgetBefore(at - lagMs);
  }

  function forgetBefore(time: number): void {
    // The oldest are first.
    for (const [id, { at }] of written) {
      if (at >= time) return;
      written.delete(id);
    }
  }

  function note(id: string, write: Written<Item>): void {
    written.delete(id);
    written.set(id, write);
    // An older list is read again before it is shown.
    forgetBefore(write.at - freshMs - lagMs);
  }

  return {
    async list({ fresh = false } = {}) {
      if (fresh || taken === undefined || taken.at < now() - freshMs) {
        await (reading ??= take().finally(() => (reading = undefined)));
      }
      return withWritten(taken?.items ?? [], written);
    },
    wrote: (item) => note(item.id, { at: now(), item }),
    removed: (removed) => note(removed.id, { at: now(), removed }),
  };
}

function withWritten<Item extends Listed>(
  items: readonly Item[],
  written: ReadonlyMap<string, Written<Item>>,
): Item[] {
  const newest = new Map<string, Item>();
  const keepNewest = (item: Item) => {
    const other = newest.get(item.id);
    if (other === undefined || isOlder(other, item)) newest.set(item.id, item);
  };
  for (const item of items) keepNewest(item);
  for (const write of written.values()) {
    if ('item' in write) keepNewest(write.item);
    else if ((newest.get(write.removed.id)?.created ?? '') <= write.removed.created) {
      newest.delete(write.removed.id);
    }
  }
  return [...newest.values()].toSorted((a, b) => compare(a.created, b.created) || compare(a.id, b.id));
}

/** A resource that was created again counts its versions anew. */
function isOlder(a: Listed, b: Listed): boolean {
  return a.created === b.created ? a.version < b.version : a.created < b.created;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
