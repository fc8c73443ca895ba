import { defined } from '../../contract/lib/optional.ts';
import { groupsOf } from '../../contract/rules/groups-of-view.ts';
import type { FlowRequest } from '../../contract/temporal/messages.ts';
import { wasInGroup } from '../../contract/temporal/one-group.ts';
import type { Effects, SupersededAccess } from '../../contract/temporal/step-data.ts';
import type { Onboarding } from './context.ts';

type Membership = NonNullable<Effects['membership']>;

/**
 * The memberships that an onboarding hands to the one that supersedes it: those that it gave or may have given, and those that
 * it took over itself and that the person has not left. `undefined` if there are none.
 */
export function accessToHandOver({ effects, record, results }: Onboarding): SupersededAccess | undefined {
  const { membership, superseded } = effects;
  const { groupIds = [], allowedAddresses = [], person } = membership ?? {};
  // The IDs are in the order of the request.
  const names = groupsOf(record.view).map(({ name }) => name);
  const own = groupIds.flatMap((id, index) =>
    isGiven(effects, id) ? [{ id, name: names[index] ?? id }] : [],
  );
  const known = new Set([...own, ...(results.left ?? [])].map(({ id }) => id));
  const groups = [...own, ...(superseded?.groups ?? []).filter(({ id }) => !known.has(id))];
  if (groups.length === 0) return undefined;
  return {
    groups,
    allowedAddresses: [...new Set([...(superseded?.allowedAddresses ?? []), ...allowedAddresses])],
    ...defined({ person: person ?? superseded?.person }),
  };
}

/** Whether the onboarding added the person to one of its groups, or may have. */
function isGiven({ membership, baseline }: Effects, id: string): boolean {
  return membership?.added?.[id] ?? (baseline === undefined || !wasInGroup(baseline, id));
}

/** The groups to leave, with those that superseded onboardings gave and that the request does not want. */
export function leavingWith(
  { groups, leaving }: FlowRequest['input'],
  superseded: SupersededAccess | undefined,
): FlowRequest['input']['leaving'] {
  const wanted = new Set(groups.map(({ name }) => name));
  const names = (superseded?.groups ?? []).map(({ name }) => name).filter((name) => !wanted.has(name));
  if (names.length === 0) return leaving;
  const { leave = [], managed = [] } = leaving ?? {};
  return {
    leave: leave === 'managed' ? leave : [...new Set([...leave, ...names])],
    managed: [...new Set([...managed, ...names])],
  };
}

/** What a cancellation has to undo: what the onboarding gave, and what it took over from those that it has superseded. */
export function membershipToUndo({ membership, superseded }: Effects): Membership | undefined {
  if (superseded === undefined) return membership;
  const { groupIds = [], added = {}, allowedAddresses = [], person = superseded.person } = membership ?? {};
  const takenOver = superseded.groups.map(({ id }) => id);
  return {
    groupIds: [...new Set([...groupIds, ...takenOver])],
    allowedAddresses: [...new Set([...superseded.allowedAddresses, ...allowedAddresses])],
    added: { ...added, ...Object.fromEntries(takenOver.map((id) => [id, true])) },
    ...defined({ person }),
  };
}

/** The groups that a cancellation takes away from the person. */
export function groupsToUndo(effects: Effects): string[] {
  const undone = { ...effects, ...defined({ membership: membershipToUndo(effects) }) };
  return (undone.membership?.groupIds ?? []).filter((id) => isGiven(undone, id));
}
