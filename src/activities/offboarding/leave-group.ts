import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';
import { isPerson } from '../support/is-person.ts';
import type { VultrSession, WriteResult } from '../support/session.ts';

/**
 * Takes a person out of a group. As far as is known, a member's ID is the user's; only if Vultr refuses that, the group's
 * list of members is read for another one.
 */
export async function leaveGroup(
  vultr: VultrSession,
  groupId: string,
  person: ConfirmedPerson,
): Promise<WriteResult<void>> {
  const removed = await vultr.groups.removeMember(groupId, person.userId);
  if (removed.refusal === undefined) return removed;
  const members = await vultr.groups.members(groupId);
  const member = members.find((one) => isPerson(one, person));
  return member === undefined || member.id === person.userId
    ? removed
    : vultr.groups.removeMember(groupId, member.id);
}
