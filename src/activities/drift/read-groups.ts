import { ApplicationFailure } from '@temporalio/common';
import { idKey } from '../../contract/lib/case-insensitive.ts';
import type {
  ObservedGroup,
  ObservedMember,
  ReadGroupsInput,
  ReadGroupsResult,
} from '../../contract/temporal/one-shot-activities.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Member, User, VultrClient } from '../../vultr/types.ts';
import { createSession, type VultrSession } from '../support/session.ts';

/** As many members as fit into one result: Temporal rejects a payload of more than 2 MiB, and a member takes 100 bytes. */
const maxMembers = 15_000;

/**
 * Reads the members and policies of groups, and what the list of users says about the members. A group that cannot be read
 * does not hide the others. Returns only the first groups if all of them are too large for one result.
 */
export function createReadGroups(client: VultrClient) {
  return async function readGroups({ groupIds, timings }: ReadGroupsInput): Promise<ReadGroupsResult> {
    const vultr = createSession(client, timings);
    const users = await vultr.users.list();
    const usersById = new Map(users.map((user) => [idKey(user.id), user]));
    const groups: ObservedGroup[] = [];
    let count = 0;
    for (const id of groupIds) {
      const group = await readGroup(vultr, id, usersById);
      count += group.outcome === 'read' ? group.members.length : 0;
      if (count > maxMembers && groups.length > 0) break;
      groups.push(count > maxMembers ? tooLarge(id, count) : group);
    }
    return { groups };
  };
}

async function readGroup(
  vultr: VultrSession,
  id: string,
  users: ReadonlyMap<string, User>,
): Promise<ObservedGroup> {
  try {
    const group = await vultr.groups.get(id);
    if (group === undefined || group.deleted) return { id, outcome: 'gone' };
    const [members, policies] = await Promise.all([vultr.groups.members(id), vultr.groups.policies(id)]);
    return {
      id,
      outcome: 'read',
      members: members.map((member) => observe(member, users.get(idKey(member.id)))),
      policyIds: policies.map((policy) => policy.id),
    };
  } catch (error) {
    // With a rejected key, no group can be read.
    if (!(error instanceof ApplicationFailure) || error.type === 'vultr_unauthorized') throw error;
    return { id, outcome: 'unread', detail: error.message };
  }
}

/** The rows of members need not have an email. */
function observe(member: Member, user: User | undefined): ObservedMember {
  return {
    userId: member.id,
    ...defined({
      email: member.email ?? user?.email,
      inactive: user?.activity === 'inactive' ? (true as const) : undefined,
      serviceUser: user?.serviceUser === true ? (true as const) : undefined,
    }),
  };
}

function tooLarge(id: string, count: number): ObservedGroup {
  return { id, outcome: 'unread', detail: `It has ${count} members, more than a report can compare.` };
}
