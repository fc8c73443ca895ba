import type { Role } from '../../contract/config/roles.ts';
import { matchGroup, matchPolicy, type Mismatch } from '../../contract/rules/match-names.ts';
import type { Group, Policy } from '../../vultr/types.ts';
import { failed, type Finding, ok } from './finding.ts';

export type VultrNames = { readonly policies: readonly Policy[]; readonly groups: readonly Group[] };

/** Judges the names of each role as the preflight of an onboarding does. */
export function checkRoles(roles: readonly Role[], names: VultrNames): Finding[] {
  return roles.flatMap((role) => checkRole(role, names));
}

function checkRole({ name, group, policies }: Role, names: VultrNames): Finding[] {
  const matches = [
    matchGroup(names.groups, group.name),
    ...policies.map((policy) => matchPolicy(names.policies, policy)),
  ];
  const mismatches = matches.flatMap((match) => ('mismatch' in match ? [match.mismatch] : []));
  if (mismatches.length > 0) return mismatches.map((one) => mismatchFinding(one, `the role ${name}: `));
  const exists = names.groups.some((one) => !one.deleted && one.name === group.name);
  return [
    ok(
      `the role ${name}: every policy exists, and the group "${group.name}" ${exists ? 'exists' : 'is created when it is needed'}`,
    ),
  ];
}

const remedies: Readonly<Record<Mismatch['code'], string>> = {
  policy_not_found: 'Create it at Vultr, or use the name of another one.',
  policy_ambiguous: 'Rename or delete the other policies of that name in the Vultr Console.',
  group_ambiguous: 'Rename or delete the other groups of that name in the Vultr Console.',
};

/** What is wrong with a name, and what to do. */
export function mismatchFinding({ code, message, facts }: Mismatch, prefix = ''): Finding {
  const similar = 'didYouMean' in facts ? facts.didYouMean : undefined;
  return failed(
    `${prefix}${message}`,
    similar === undefined ? remedies[code] : `Names are case-sensitive. Vultr has ${similar}.`,
  );
}
