import { createDataFile } from './data-file.ts';
import type { Change, State, Tables } from './rows.ts';
import { seed } from './seed.ts';

export type Store = {
  /** The current state, which decides what a write does. */
  readonly current: State;
  /** The state as of an instant, for reads. The instant must not decrease from call to call. */
  asOf(instant: number): State;
  /** Applies all changes or none. They are on disk when this returns. */
  commit(at: number, changes: readonly Change[]): void;
  nextSeq(): number;
  /** Restores the seed. */
  reset(): void;
  close(): void;
};

/** Creates the state, in memory only if there is no `dataFile`. Throws `DataFileError`. */
export function createStore(dataFile?: string): Store {
  const file = dataFile === undefined ? undefined : createDataFile(dataFile);
  const current = emptyState();
  // A second set of maps that shares its rows with the current state and receives each commit later.
  const delayed = emptyState();
  let pending: { readonly at: number; readonly changes: readonly Change[] }[] = [];
  let lastSeq = 0;
  const nextSeq = () => (lastSeq += 1);

  function loadOrSeed(): void {
    const rows = file?.load() ?? [];
    for (const { table, row } of rows) {
      apply([current, delayed], [{ table, id: row.id, row }]);
      lastSeq = Math.max(lastSeq, row.seq);
    }
    if (rows.length > 0) return;
    const seeded = seed(nextSeq);
    file?.save(seeded);
    apply([current, delayed], seeded);
  }

  loadOrSeed();
  return {
    current,
    asOf(instant) {
      const firstLater = pending.findIndex(({ at }) => at > instant);
      const due = firstLater === -1 ? pending : pending.slice(0, firstLater);
      pending = firstLater === -1 ? [] : pending.slice(firstLater);
      for (const { changes } of due) apply([delayed], changes);
      return delayed;
    },
    commit(at, changes) {
      if (changes.length === 0) return;
      file?.save(changes);
      apply([current], changes);
      pending.push({ at, changes });
    },
    nextSeq,
    reset() {
      file?.clear();
      for (const state of [current, delayed]) for (const table of Object.values(state)) table.clear();
      pending = [];
      loadOrSeed();
    },
    close: () => file?.close(),
  };
}

type MutableState = { readonly [T in keyof Tables]: Map<string, Tables[T]> };

function emptyState(): MutableState {
  return {
    organizations: new Map(),
    users: new Map(),
    userKeys: new Map(),
    groups: new Map(),
    members: new Map(),
    policies: new Map(),
    groupPolicies: new Map(),
    userPolicies: new Map(),
    roles: new Map(),
    userRoles: new Map(),
    sessions: new Map(),
    invitations: new Map(),
    invitationEmails: new Map(),
    lifetimes: new Map(),
  };
}

function apply(states: readonly MutableState[], changes: readonly Change[]): void {
  for (const state of states) {
    for (const { table, id, row } of changes) {
      // `put` pairs a row with its table, but the type of a change does not keep the pair.
      const rows = state[table] as Map<string, Tables[keyof Tables]>;
      if (row === undefined) rows.delete(id);
      else rows.set(id, row);
    }
  }
}
