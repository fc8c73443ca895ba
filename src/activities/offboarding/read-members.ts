import type { Held } from '../../contract/temporal/offboarding.ts';
import type { Member } from '../../vultr/types.ts';
import type { VultrSession } from '../support/session.ts';
import { contains } from './find-leaver.ts';

/** Returns `undefined` if they cannot be read because the group was deleted. */
export async function readMembers(vultr: VultrSession, group: Held): Promise<Member[] | undefined> {
  try {
    return await vultr.groups.members(group.id);
  } catch (error) {
    if (await isLive(vultr, group)) throw error;
    return undefined;
  }
}

/** Returns whether the group still gives access: a deleted one can linger in the list. */
export async function isLive(vultr: VultrSession, { id }: Held): Promise<boolean> {
  const groups = await vultr.groups.list();
  return contains(
    groups.filter(({ deleted }) => !deleted),
    id,
  );
}
