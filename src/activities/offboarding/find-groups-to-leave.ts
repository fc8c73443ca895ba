import type { GroupsToLeave, LeaveGroupsInput } from '../../contract/temporal/offboarding.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { createSession } from '../support/session.ts';
import { selectGroupsToLeave } from './select-groups-to-leave.ts';

/** Finds the groups that a mover is to leave. Only reads, so that the brake is asked about no person who loses nothing. */
export function createFindGroupsToLeave(client: VultrClient) {
  return async function findGroupsToLeave(input: LeaveGroupsInput): Promise<GroupsToLeave> {
    const vultr = createSession(client, input.timings);
    const groups = await selectGroupsToLeave(vultr, input);
    return { groups: groups.map(({ id, name }) => ({ id, name })) };
  };
}
