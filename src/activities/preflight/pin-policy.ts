import { matchPolicy } from '../../contract/rules/match-names.ts';
import type { PinnedPolicy } from '../../contract/temporal/step-data.ts';
import type { Policy } from '../../vultr/types.ts';
import { mismatchFailure } from '../support/coded-failure.ts';

/**
 * Resolves the name of a managed policy to its ID. At Vultr, names are not unique and IDs differ between organizations,
 * so a name must match exactly one policy. Throws `policy_not_found` or `policy_ambiguous`.
 */
export function pinPolicy(policies: readonly Policy[], name: string): PinnedPolicy {
  const match = matchPolicy(policies, name);
  if ('mismatch' in match) throw mismatchFailure(match.mismatch);
  return { name, id: match.found.id };
}
