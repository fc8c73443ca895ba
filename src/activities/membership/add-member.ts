import type { AddMemberInput } from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { isPerson } from '../support/is-person.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { createSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';

/**
 * Step 6. Adds the person to the group and reads the membership back. Returns whether the person was in it already.
 *
 * The email is sent as the body's `display_name`: if Vultr uses that instead of `user_id`, a name could mean two
 * people, while an email means one.
 */
export function createAddMember(client: VultrClient) {
  return async function addMember(input: AddMemberInput): Promise<{ readonly already: boolean }> {
    const { groupId, person, timings } = input;
    const vultr = createSession(client, timings);
    const isMember = async () => {
      const members = await vultr.groups.members(groupId);
      return members.some((member) => isPerson(member, person));
    };
    if (await isMember()) return { already: true };
    const added = await vultr.groups.addMember(groupId, { id: person.userId, name: person.email });
    const visible = await vultr.readBack(async () => ((await isMember()) ? true : undefined));
    if (visible !== undefined) return { already: false };
    if (added.refusal !== undefined) throw refusedFailure(added.refusal);
    const message = 'Vultr confirmed the membership but the group does not show it';
    const request = 'POST /v2/groups/{group_id}/members';
    throw notVisibleYet('write_not_visible', message, { request }, timings);
  };
}
