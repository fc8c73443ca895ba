import { activeGroups, currentUsers } from '../state/access.ts';
import type { State } from '../state/rows.ts';

/** Counts the rows of the state. Expired and accepted invitations count; deleted groups and removed users do not. */
export function countState(state: State, now: number) {
  const groups = activeGroups(state);
  const activeIds = new Set(groups.map(({ id }) => id));
  const members = [...state.members.values()].filter(
    ({ groupId, removedAt }) => activeIds.has(groupId) && removedAt === undefined,
  );
  const attachments = [...state.groupPolicies.values()].filter(({ targetId }) => activeIds.has(targetId));
  return {
    users: currentUsers(state, now).length,
    groups: groups.length,
    invitations: state.invitations.size,
    memberships: members.length,
    attachments: attachments.length + state.userPolicies.size,
    mails: state.invitationEmails.size,
  };
}
