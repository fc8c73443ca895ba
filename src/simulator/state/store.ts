import { createDataFile } from './data-file.ts';
import type { Change, State, Tables } from './rows.ts';
import { seed } from './seed.ts';

export type Store = {
  /** The state as it is. Writes decide by it. */
  readonly truth: State;
  /** The state as of an instant, which may only grow from call to call. Reads answer from it. */
  asOf(instant: number): State;
  /** All changes or none, on disk before this returns. */
  commit(at: number, changes: readonly Change[]): void;
  nextSeq(): number;
  /** Back to the seed. */
  reset(): void;
  close(): void;
};

/** Without `dataFile` the state lives in memory. Throws `DataFileError`. */
export function createStore(dataFile?: string): Store {
  const file = dataFile === undefined ? undefined : createDataFile(dataFile);
  const truth = emptyState();
  // A second set of maps that share their rows with the truth and receives each commit later.
  const late = emptyState();
  let waiting: { readonly at: number; readonly changes: readonly Change[] }[] = [];
  let lastSeq = 0;
  const nextSeq = () => (lastSeq += 1);

  function begin(): void {
    const rows = file?.load() ?? [];
    for (const { table, row } of rows) {
      apply([truth, late], [{ table, id: row.id, row }]);
      lastSeq = Math.max(lastSeq, row.seq);
    }
    if (rows.length > 0) return;
    const seeded = seed(nextSeq);
    file?.save(seeded);
    apply([truth, late], seeded);
  }

  begin();
  return {
    truth,
    asOf(instant) {
      const due = waiting.findIndex(({ at }) => at > instant);
      const arrived = due === -1 ? waiting : waiting.slice(0, due);
      waiting = due === -1 ? [] : waiting.slice(due);
      for (const { changes } of arrived) apply([late], changes);
      return late;
    },
    commit(at, changes) {
      if (changes.length === 0) return;
      file?.save(changes);
      apply([truth], changes);
      waiting.push({ at, changes });
    },
    nextSeq,
    reset() {
      file?.clear();
      for (const state of [truth, late]) for (const table of Object.values(state)) table.clear();
      waiting = [];
      begin();
    },
    close: () => file?.close(),
  };
}

type Maps = { readonly [T in keyof Tables]: Map<string, Tables[T]> };

function emptyState(): Maps {
  return {
    organizations: new Map(),
    users: new Map(),
    userKeys: new Map(),
    groups: new Map(),
    members: new Map(),
    policies: new Map(),
    groupPolicies: new Map(),
    userPolicies: new Map(),
    invitations: new Map(),
    mails: new Map(),
    lifetimes: new Map(),
  };
}

function apply(states: readonly Maps[], changes: readonly Change[]): void {
  for (const state of states) {
    for (const { table, id, row } of changes) {
      // `put` ties a row to its table; the union of all tables forgets it.
      const rows = state[table] as Map<string, Tables[keyof Tables]>;
      if (row === undefined) rows.delete(id);
      else rows.set(id, row);
    }
  }
}
