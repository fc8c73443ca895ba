import type { PinnedPolicy } from '../../contract/temporal/step-data.ts';

export type PolicySet = {
  readonly key: string;
  readonly policies: readonly PinnedPolicy[];
  readonly characters: number;
};

/** The sets of policies that requests name, each kept once for as long as a request uses it. */
export type PolicySets = {
  readonly acquire: (policies: readonly PinnedPolicy[]) => PolicySet;
  readonly release: (set: PolicySet) => void;
  /** Length of all sets as JSON. */
  readonly characters: () => number;
  readonly numbered: () => {
    readonly lists: readonly (readonly PinnedPolicy[])[];
    readonly indexOf: (set: PolicySet) => number;
  };
};

export function createPolicySets(): PolicySets {
  const sets = new Map<string, { readonly set: PolicySet; uses: number }>();
  let characters = 0;

  return {
    acquire(policies) {
      const key = policies
        .map(({ id }) => id)
        .toSorted()
        .join();
      const known = sets.get(key);
      if (known !== undefined) {
        known.uses++;
        return known.set;
      }
      const set = { key, policies, characters: JSON.stringify(policies).length };
      sets.set(key, { set, uses: 1 });
      characters += set.characters;
      return set;
    },
    release({ key }) {
      const known = sets.get(key);
      if (known === undefined || --known.uses > 0) return;
      sets.delete(key);
      characters -= known.set.characters;
    },
    characters: () => characters,
    numbered() {
      const indexes = new Map([...sets.keys()].map((key, index) => [key, index]));
      return {
        lists: [...sets.values()].map(({ set }) => set.policies),
        indexOf: ({ key }) => indexes.get(key) ?? -1,
      };
    },
  };
}
