import type {
  LeaveFoundGroupsInput,
  LeaveGroupsResult,
  LeftGroup,
} from '../../contract/temporal/offboarding.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { createSession } from '../support/session.ts';
import { leaveGroup } from './leave-group.ts';
import { readGroups } from './read-holdings.ts';
import { isToLeave, selectGroupsToLeave } from './select-groups-to-leave.ts';
import { takeAll } from './take-all.ts';

/**
 * Takes a mover out of the groups that they leave. The new access comes first: if the person is not in every wanted group,
 * nothing is left, and the attempt fails with `access_not_verified`. Only managed groups are left, whatever is named. A group
 * that was found and that the person is no longer in counts as left: an attempt whose worker died may have done it.
 */
export function createLeaveGroups(client: VultrClient) {
  return async function leaveGroups(input: LeaveFoundGroupsInput): Promise<LeaveGroupsResult> {
    const vultr = createSession(client, input.timings);
    const { person, found } = input;
    const groups = new Map(
      [...found, ...(await selectGroupsToLeave(vultr, input))].map((one) => [one.id, one]),
    );
    const left: LeftGroup[] = [];
    for (const { id, name } of groups.values()) {
      left.push({ id, name, policies: await policiesOf(id) });
    }
    await takeAll(vultr, {
      what: 'groups to leave',
      request: `GET /v2/users/${person.userId}/groups`,
      find: async () => (await readGroups(vultr, person.userId)).filter(isToLeave(input)),
      take: ({ id }) => leaveGroup(vultr, id, person),
    });
    return { left };

    /** Nobody has a policy by a group that was deleted meanwhile. */
    async function policiesOf(id: string): Promise<LeftGroup['policies']> {
      const group = await vultr.groups.get(id);
      return group === undefined || group.deleted ? [] : vultr.groups.policies(id);
    }
  };
}
