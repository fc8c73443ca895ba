import { defined } from '../../contract/lib/optional.ts';
import type { Held } from '../../contract/temporal/offboarding.ts';
import type { Assignment, Group, UserReference } from '../../vultr/types.ts';
import type { VultrSession } from '../support/session.ts';
import { contains } from './find-leaver.ts';

export async function readGroups(vultr: VultrSession, userId: string): Promise<Group[]> {
  return (await vultr.users.groups(userId)).filter(({ deleted }) => !deleted);
}

/** The policies that are attached to the user directly. */
export async function readDirectPolicies(vultr: VultrSession, userId: string): Promise<Held[]> {
  return onlyDirectPolicies(vultr, userId, await vultr.users.policyAssignments(userId));
}

/** Of the policies that the user has, those that are attached to the user directly. */
export function onlyDirectPolicies(
  vultr: VultrSession,
  userId: string,
  assignments: readonly Assignment[],
): Promise<Held[]> {
  return onlyDirect(assignments, userId, (id) => vultr.policies.users(id));
}

/** The roles that the user was given directly. */
export async function readDirectRoles(vultr: VultrSession, userId: string): Promise<Held[]> {
  const assignments = await vultr.users.roleAssignments(userId);
  return onlyDirect(assignments, userId, (id) => vultr.roles.users(id));
}

/** If the user's list does not say what is direct, the users of each policy or role do, at one request each. */
async function onlyDirect(
  assignments: readonly Assignment[],
  userId: string,
  holdersOf: (id: string) => Promise<UserReference[]>,
): Promise<Held[]> {
  const direct: Held[] = [];
  for (const { id, name, direct: isDirect } of assignments) {
    if (isDirect ?? contains(await holdersOf(id), userId)) direct.push({ id, ...defined({ name }) });
  }
  return direct;
}
