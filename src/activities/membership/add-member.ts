import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';
import type { Member } from '../../vultr/types.ts';
import { isPerson } from '../support/is-person.ts';
import { notVisibleYet } from '../support/read-back.ts';
import type { VultrSession, WriteTracking } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';

export type AddMemberOptions = {
  readonly groupId: string;
  readonly person: ConfirmedPerson;
  readonly tracking: WriteTracking;
};

/**
 * Step 6. Adds the person to the group, unless they are a member, and reads the membership back. Returns the members as
 * they were read last, the person among them.
 *
 * The email is sent as the body's `display_name`: if Vultr uses that instead of `user_id`, a name could mean two
 * people, while an email means one.
 */
export async function addMember(
  vultr: VultrSession,
  { groupId, person, tracking }: AddMemberOptions,
): Promise<readonly Member[]> {
  const findMembership = async () => {
    const members = await vultr.groups.members(groupId);
    return members.some((member) => isPerson(member, person)) ? members : undefined;
  };
  const found = await findMembership();
  if (found !== undefined) return found;
  const added = await vultr.groups.addMember(groupId, { id: person.userId, name: person.email }, tracking);
  const visible = await vultr.lookAfter(added, findMembership);
  if (visible !== undefined) return visible;
  if (added.refusal !== undefined) throw refusedFailure(added.refusal);
  const message = 'Vultr confirmed the membership but the group does not show it';
  const request = 'POST /v2/groups/{group_id}/members';
  throw notVisibleYet('write_not_visible', message, { request }, vultr.timings);
}
