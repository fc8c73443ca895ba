import type { UserGroup } from '../../contract/scim/resource.ts';

/** The groups of a user after one of them has told whether the user is a member. The same list if nothing changes. */
export function withGroup(
  groups: readonly UserGroup[],
  group: UserGroup,
  isMember: boolean,
): readonly UserGroup[] {
  const at = groups.findIndex(({ id }) => id === group.id);
  if (!isMember) return at < 0 ? groups : groups.toSpliced(at, 1);
  if (at < 0) return [...groups, group];
  const { display, externalId } = groups[at] ?? group;
  if (display === group.display && externalId === group.externalId) return groups;
  return groups.with(at, group);
}
