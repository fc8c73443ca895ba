import { defined } from '../../contract/lib/optional.ts';
import type { PinnedPolicy } from '../../contract/temporal/step-data.ts';
import type { Policy } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';

/**
 * Resolves the name of a managed policy to its ID. At Vultr, names are not unique and IDs differ between organizations,
 * so a name must match exactly one policy. Throws `policy_not_found` or `policy_ambiguous`.
 */
export function pinPolicy(policies: readonly Policy[], name: string): PinnedPolicy {
  const matches = policies.filter((policy) => policy.name === name);
  const [only, ...others] = matches;
  if (only === undefined) {
    const didYouMean = policies.find((policy) => policy.name.toLowerCase() === name.toLowerCase())?.name;
    throw codedFailure('policy_not_found', `No managed policy is named "${name}"`, {
      facts: { policy: name, ...defined({ didYouMean }) },
    });
  }
  if (others.length > 0) {
    throw codedFailure('policy_ambiguous', `${matches.length} policies are named "${name}"`, {
      facts: { policy: name, policyIds: matches.map(({ id }) => id).join(', ') },
    });
  }
  if (!only.managed) {
    throw codedFailure('policy_not_found', `The policy "${name}" is a custom one, not managed by Vultr`, {
      facts: { policy: name, policyId: only.id },
    });
  }
  return { name, id: only.id };
}
