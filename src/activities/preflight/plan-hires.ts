import { ApplicationFailure } from '@temporalio/common';
import type { PlannedHire } from '../../contract/api/batch.ts';
import { isFailureCode } from '../../contract/rules/failures.ts';
import type { HireToPlan, PlanInput } from '../../contract/temporal/one-shot-activities.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { Group, Invitation, Policy, User, VultrClient } from '../../vultr/types.ts';
import { isAlive, matchPerson } from '../invitation/find-person.ts';
import { pinPolicy, findUniqueGroup } from './preflight.ts';
import { reading } from '../support/vultr-calls.ts';

type Lists = {
  readonly policies: readonly Policy[];
  readonly groups: readonly Group[];
  readonly users: readonly User[];
  readonly invitations: readonly Invitation[];
};

/** What would become of each hire, judged as the preflight and the first step would. Reads each list once, for all. */
export function createPlanHires(vultr: VultrClient) {
  return async function planHires({ hires, timings }: PlanInput): Promise<PlannedHire[]> {
    const lists: Lists = {
      policies: await reading(timings, (signal) => vultr.policies.list({ signal })),
      groups: await reading(timings, (signal) => vultr.groups.list({ signal })),
      users: await reading(timings, (signal) => vultr.users.list({ signal })),
      invitations: await reading(timings, (signal) => vultr.invitations.list({ signal })),
    };
    return hires.map((hire) => planned(hire, lists, timings));
  };
}

function planned(hire: HireToPlan, lists: Lists, timings: Timings): PlannedHire {
  try {
    for (const name of hire.policies) pinPolicy(lists.policies, name);
    findUniqueGroup(lists.groups, hire.groupName);
    const { member, pending } = matchPerson(lists.users, lists.invitations, hire.email);
    if (member !== undefined) return { plan: 'adopt_member' };
    return { plan: pending.some((one) => isAlive(one, timings)) ? 'adopt_invitation' : 'invite' };
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !isFailureCode(error.type)) throw error;
    return { plan: 'refuse', code: error.type, detail: error.message };
  }
}
