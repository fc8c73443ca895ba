/** Why an execution is not replayed. */
export const skipReasons = {
  deleted: 'deleted since it was listed',
  notBegun: 'no workflow task has completed yet, so there is nothing to replay',
  unknownType: 'this build has no such workflow type: if it becomes current, open executions of it stop',
} as const;

export type SkipReason = keyof typeof skipReasons;

export type TypeTally = {
  replayed: number;
  failed: number;
  readonly skipped: Map<SkipReason, number>;
};

export type Tally = {
  /** Counts an execution of this workflow type. */
  readonly count: (type: string, outcome: 'replayed' | 'failed' | SkipReason) => void;
  readonly types: ReadonlyMap<string, TypeTally>;
  readonly totals: () => { readonly replayed: number; readonly failed: number; readonly skipped: number };
};

export function skippedOf({ skipped }: TypeTally): number {
  return [...skipped.values()].reduce((sum, count) => sum + count, 0);
}

export function createTally(): Tally {
  const types = new Map<string, TypeTally>();
  return {
    types,
    count(type, outcome) {
      const tally = types.get(type) ?? { replayed: 0, failed: 0, skipped: new Map() };
      types.set(type, tally);
      if (outcome === 'replayed' || outcome === 'failed') tally[outcome]++;
      else tally.skipped.set(outcome, (tally.skipped.get(outcome) ?? 0) + 1);
    },
    totals() {
      const all = [...types.values()];
      const sum = (of: (one: TypeTally) => number) => all.reduce((total, one) => total + of(one), 0);
      return {
        replayed: sum((one) => one.replayed),
        failed: sum((one) => one.failed),
        skipped: sum(skippedOf),
      };
    },
  };
}
