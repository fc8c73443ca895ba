import { hasId } from '../../contract/lib/case-insensitive.ts';
import type { LeaveGroupsInput, WantedAccess } from '../../contract/temporal/offboarding.ts';
import type { Group } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import type { VultrSession } from '../support/session.ts';
import { readGroups } from './read-holdings.ts';

/**
 * Reads which groups the person is in and is to leave: managed ones only, and none that is wanted. Throws
 * `access_not_verified` if they are not in every wanted group, and `group_ambiguous`.
 */
export async function selectGroupsToLeave(vultr: VultrSession, input: LeaveGroupsInput): Promise<Group[]> {
  const groups = await readGroups(vultr, input.person.userId);
  assertInWanted(groups, input.wanted);
  const selected = groups.filter(isToLeave(input));
  assertUnambiguous(selected);
  return selected;
}

/** Returns whether a group is one that the person is to leave. */
export function isToLeave({ leave, managed, wanted }: LeaveGroupsInput): (group: Group) => boolean {
  const wantedIds = wanted.map(({ groupId }) => groupId);
  return ({ id, name }) =>
    managed.includes(name) && !hasId(wantedIds, id) && (leave === 'managed' || leave.includes(name));
}

function assertInWanted(groups: readonly Group[], wanted: readonly WantedAccess[]): void {
  const ids = groups.map(({ id }) => id);
  const missing = wanted.filter(({ groupId }) => !hasId(ids, groupId));
  if (missing.length === 0) return;
  throw codedFailure('access_not_verified', 'The person is not in every group that they move to', {
    facts: { missing: missing.map(({ groupId }) => groupId).join(', ') },
  });
}

/** A managed group is known by its name, so two groups of one name cannot be told apart. */
function assertUnambiguous(groups: readonly Group[]): void {
  for (const [name, same] of Map.groupBy(groups, (group) => group.name)) {
    if (same.length === 1) continue;
    throw codedFailure('group_ambiguous', `The person is in ${same.length} groups named "${name}"`, {
      facts: { group: name, groupIds: same.map(({ id }) => id).join(', ') },
    });
  }
}
