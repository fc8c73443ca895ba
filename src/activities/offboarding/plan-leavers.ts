import { ApplicationFailure } from '@temporalio/common';
import type { PlannedDeparture } from '../../contract/api/offboarding-batch.ts';
import { isFailureCode } from '../../contract/rules/failures.ts';
import type { LeaverToPlan, PlanLeaversInput } from '../../contract/temporal/one-shot-activities.ts';
import type { Invitation, User, VultrClient } from '../../vultr/types.ts';
import { findUniqueOrganization } from '../support/find-unique.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { assertNotLastAdministrator } from './assert-not-last-administrator.ts';
import { contains, findLeaver } from './find-leaver.ts';
import { judgeLeaver } from './judge-leaver.ts';
import { listAlive, readAccount } from './survey-person.ts';

type Lists = {
  readonly users: readonly User[];
  readonly suspended: readonly User[];
  readonly invitations: readonly Invitation[];
};

/**
 * Plans what would happen to each person, by the rules of the survey. Reads each list once, for all of them, and then one
 * person after another what they have, as long as there is time. Those who come before in the list count as gone when the
 * last administrator is looked for.
 */
export function createPlanLeavers(client: VultrClient) {
  return async function planLeavers(input: PlanLeaversInput): Promise<PlannedDeparture[]> {
    const until = Date.now() + input.readForMs;
    const vultr = createSession(client, input.timings);
    const { id: organizationId } = findUniqueOrganization(await vultr.organizations.list());
    const lists: Lists = {
      invitations: await vultr.invitations.list(),
      users: await vultr.users.list(),
      suspended: await vultr.organizations.suspendedUsers(organizationId),
    };
    const gone: User[] = [];
    const plans: PlannedDeparture[] = [];
    for (const leaver of input.leavers) {
      plans.push(await planLeaver(vultr, lists, input, leaver, gone, Date.now() < until));
    }
    return plans;
  };
}

/** Adds the user to `gone` if they would leave. */
async function planLeaver(
  vultr: VultrSession,
  { users, suspended, invitations }: Lists,
  input: PlanLeaversInput,
  leaver: LeaverToPlan,
  gone: User[],
  hasTime: boolean,
): Promise<PlannedDeparture> {
  try {
    const alive = listAlive(invitations, leaver.addresses, input);
    const guarded = alive.length === 0 ? {} : { invitations: alive.length };
    const found = findLeaver(users, suspended, leaver.addresses, leaver.knownUserIds);
    if (found === undefined) return { plan: 'absent', ...guarded };
    const rules = { ...input, ...leaver, serviceAddresses: [] };
    judgeLeaver(rules, found.user, [...users, ...suspended], invitations);
    if (!hasTime) {
      gone.push(found.user);
      return { plan: 'offboard', ...guarded, warnings: [notRead] };
    }
    const active = users.filter(({ id }) => !contains(suspended, id) && !contains(gone, id));
    const assignments = await vultr.users.policyAssignments(found.user.id);
    await assertNotLastAdministrator(vultr, found.user, active, input.adminPolicies, assignments);
    const { apiKeyIds: _, groups, policies, roles, ...plain } = await readAccount(vultr, found, assignments);
    gone.push(found.user);
    const before = { ...plain, groups: [...groups], policies: [...policies], roles: [...roles] };
    return { plan: 'offboard', before, ...guarded };
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !isFailureCode(error.type)) throw error;
    return { plan: 'refuse', code: error.type, detail: error.message };
  }
}

const notRead =
  'There was no time to read what the person has, and whether they are the last administrator. Plan fewer people at once to see it.';
