import { defined } from '../lib/optional.ts';
import type { FactsOf } from './failures.ts';

type Policy = { readonly id: string; readonly name: string; readonly managed: boolean };
type Group = { readonly id: string; readonly name: string; readonly deleted: boolean };

/** Why a name does not mean exactly one thing at Vultr, where names are not unique. */
export type Mismatch =
  | {
      readonly code: 'policy_not_found';
      readonly message: string;
      readonly facts: FactsOf<'policy_not_found'>;
    }
  | {
      readonly code: 'policy_ambiguous';
      readonly message: string;
      readonly facts: FactsOf<'policy_ambiguous'>;
    }
  | {
      readonly code: 'group_ambiguous';
      readonly message: string;
      readonly facts: FactsOf<'group_ambiguous'>;
    };

/** Finds the one policy of exactly this name, which must be managed by Vultr. */
export function matchPolicy<Row extends Policy>(
  policies: readonly Row[],
  name: string,
): { readonly found: Row } | { readonly mismatch: Mismatch } {
  const matches = policies.filter((policy) => policy.name === name);
  const [only, ...others] = matches;
  if (only === undefined) {
    const didYouMean = policies.find((policy) => policy.name.toLowerCase() === name.toLowerCase())?.name;
    return {
      mismatch: {
        code: 'policy_not_found',
        message: `No managed policy is named "${name}"`,
        facts: { policy: name, ...defined({ didYouMean }) },
      },
    };
  }
  if (others.length > 0) {
    return {
      mismatch: {
        code: 'policy_ambiguous',
        message: `${matches.length} policies are named "${name}"`,
        facts: { policy: name, policyIds: matches.map(({ id }) => id).join(', ') },
      },
    };
  }
  if (!only.managed) {
    return {
      mismatch: {
        code: 'policy_not_found',
        message: `The policy "${name}" is a custom one, not managed by Vultr`,
        facts: { policy: name, policyId: only.id },
      },
    };
  }
  return { found: only };
}

/** Finds the one active group of exactly this name, if there is one; deleted groups can linger in the list. */
export function matchGroup<Row extends Group>(
  groups: readonly Row[],
  name: string,
): { readonly found: Row | undefined } | { readonly mismatch: Mismatch } {
  const active = groups.filter((group) => !group.deleted && group.name === name);
  if (active.length <= 1) return { found: active[0] };
  return {
    mismatch: {
      code: 'group_ambiguous',
      message: `${active.length} active groups are named "${name}"`,
      facts: { group: name, groupIds: active.map(({ id }) => id).join(', ') },
    },
  };
}
