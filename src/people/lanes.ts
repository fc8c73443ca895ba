/** Runs what concerns one ID one at a time, in the order of the calls. */
export type Lanes = <T>(id: string, work: () => Promise<T>) => Promise<T>;

/**
 * Of writes of one resource at the same time only one can win each round, so within a process they queue. Those of other
 * processes are met by trying again.
 */
export function createLanes(): Lanes {
  const last = new Map<string, Promise<unknown>>();
  return async (id, work) => {
    const before = last.get(id) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (last.get(id) === mine) last.delete(id);
    }
  };
}
