import type { ChangeMembers } from '../../contract/scim/messages.ts';

export type ChangedMembers = {
  readonly members: readonly string[];
  /** The users who have become members, or are members no more. */
  readonly changed: readonly string[];
};

/** The members of a group after a change, with those that stay in their order. */
export function changeMembers(members: readonly string[], { drop, add }: ChangeMembers): ChangedMembers {
  const before = new Set(members);
  const added = new Set(add);
  const dropped = new Set(drop === 'all' ? members : drop);
  const kept = members.filter((id) => !dropped.has(id) || added.has(id));
  const came = [...added].filter((id) => !before.has(id));
  const left = members.filter((id) => dropped.has(id) && !added.has(id));
  return { members: [...kept, ...came], changed: [...left, ...came] };
}
