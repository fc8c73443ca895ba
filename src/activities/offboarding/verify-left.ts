import type { Check } from '../../contract/api/onboarding-view.ts';
import type { Held, Proof, VerifyLeftInput } from '../../contract/temporal/offboarding.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { isPerson } from '../support/is-person.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { contains } from './find-leaver.ts';
import { readDirectPolicies, readGroups } from './read-holdings.ts';
import { isLive, readMembers } from './read-members.ts';

/**
 * The proof of a move: the person is in none of the groups that they left, what only those gave is gone, and the access
 * that they keep reads as before.
 */
export function createVerifyLeft(client: VultrClient) {
  return async function verifyLeft(input: VerifyLeftInput): Promise<Proof> {
    const vultr = createSession(client, input.timings);
    const { userId } = input.person;
    const effective = await vultr.users.policies(userId);
    const policies = await checkPolicies(vultr, input, effective);
    const checks = [
      ...(await checkLeft(vultr, input)),
      ...policies.checks,
      ...(await checkWanted(vultr, input, effective)),
    ];
    const failed = checks.filter(({ passed }) => !passed);
    if (failed.length > 0) {
      const facts = Object.fromEntries(failed.map(({ request, observed }) => [request, observed ?? '']));
      const message = `These checks do not pass yet: ${failed.map(({ name }) => name).join('; ')}`;
      throw notVisibleYet('still_there', message, { facts }, input.timings);
    }
    return { checks, warnings: policies.warnings };
  };
}

async function checkLeft(vultr: VultrSession, { left, person }: VerifyLeftInput): Promise<Check[]> {
  const checks: Check[] = [];
  for (const group of left) {
    const { id, name } = group;
    const members = await readMembers(vultr, group);
    const passed = !members?.some((member) => isPerson(member, person));
    const isDeleted = members === undefined || (!passed && !(await isLive(vultr, group)));
    checks.push({
      name: `the members of the group "${name}" do not contain the person`,
      request: `GET /v2/groups/${id}/members`,
      passed: passed || isDeleted,
      observed: isDeleted ? 'the group was deleted' : plural(members.length, 'member'),
    });
  }
  return checks;
}

/**
 * A policy of a left group may still be in effect for another reason: another group, a direct attachment, or a role. For
 * the first two it is read; if the person has a role, it is a warning.
 */
async function checkPolicies(
  vultr: VultrSession,
  { left, person: { userId } }: VerifyLeftInput,
  effective: readonly Held[],
): Promise<Proof> {
  const lost = left.flatMap(({ policies }) => policies);
  const kept: Held[] = [];
  const remaining = effective.filter(({ id }) => contains(lost, id));
  if (remaining.length > 0) {
    for (const { id } of await readGroups(vultr, userId)) kept.push(...(await vultr.groups.policies(id)));
    kept.push(...(await readDirectPolicies(vultr, userId)));
  }
  const unexplained = remaining.filter(({ id }) => !contains(kept, id));
  const names = unexplained.map(({ id, name }) => name ?? id).join(', ');
  const roles = unexplained.length === 0 ? [] : await vultr.users.roleAssignments(userId);
  if (roles.length > 0) {
    return { checks: [], warnings: [`still has policies that a role may give: ${names}`] };
  }
  const check: Check = {
    name: 'the effective policies of the person contain nothing that only the left groups gave',
    request: `GET /v2/users/${userId}/policies`,
    passed: unexplained.length === 0,
    observed: names || plural(effective.length, 'policy', 'policies'),
  };
  return { checks: [check], warnings: [] };
}

async function checkWanted(
  vultr: VultrSession,
  { wanted, person }: VerifyLeftInput,
  effective: readonly Held[],
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { groupId, policies } of wanted) {
    const members = await vultr.groups.members(groupId);
    const isMember = members.some((member) => isPerson(member, person));
    const missing = policies.filter(({ id }) => !contains(effective, id));
    checks.push({
      name: 'the person is in the group that they keep, with its policies in effect',
      request: `GET /v2/groups/${groupId}/members`,
      passed: isMember && missing.length === 0,
      observed: isMember
        ? `${missing.length} of ${plural(policies.length, 'policy', 'policies')} missing`
        : 'the person is not a member',
    });
  }
  return checks;
}
