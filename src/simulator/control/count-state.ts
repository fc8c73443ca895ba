import { activeGroups, currentUsers } from '../state/access.ts';
import type { State } from '../state/rows.ts';

/** How many of everything there are. Expired and accepted invitations count; deleted groups and removed people do not. */
export function countState(state: State, now: number) {
  const groups = activeGroups(state);
  const active = new Set(groups.map(({ id }) => id));
  const members = [...state.members.values()].filter(
    ({ groupId, removedAt }) => active.has(groupId) && removedAt === undefined,
  );
  const attachments = [...state.groupPolicies.values()].filter(({ targetId }) => active.has(targetId));
  return {
    users: currentUsers(state, now).length,
    groups: groups.length,
    invitations: state.invitations.size,
    memberships: members.length,
    attachments: attachments.length + state.userPolicies.size,
    mails: state.mails.size,
  };
}
