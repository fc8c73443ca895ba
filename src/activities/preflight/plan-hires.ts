import { ApplicationFailure } from '@temporalio/common';
import type { PlannedHire } from '../../contract/api/batch.ts';
import { isFailureCode } from '../../contract/rules/failures.ts';
import type { HireToPlan, PlanInput } from '../../contract/temporal/one-shot-activities.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { Group, Invitation, Policy, User, VultrClient } from '../../vultr/types.ts';
import { isAlive } from '../invitation/expiry.ts';
import { assertNotInactive, matchPerson } from '../invitation/find-person.ts';
import { findUniqueGroup } from '../support/find-unique.ts';
import { createGroupWarnings, type WarnAboutGroup } from '../support/similar-groups.ts';
import { createSession } from '../support/session.ts';
import { pinPolicy } from './pin-policy.ts';

type Lists = {
  readonly policies: readonly Policy[];
  readonly groups: readonly Group[];
  readonly users: readonly User[];
  readonly invitations: readonly Invitation[];
};

/** Plans what would happen to each hire, by the rules of steps 0 and 1. Reads each list once, for all of them. */
export function createPlanHires(client: VultrClient) {
  return async function planHires({ hires, timings }: PlanInput): Promise<PlannedHire[]> {
    const vultr = createSession(client, timings);
    const lists: Lists = {
      policies: await vultr.policies.list(),
      groups: await vultr.groups.list(),
      users: await vultr.users.list(),
      invitations: await vultr.invitations.list(),
    };
    const warn = createGroupWarnings(
      lists.groups,
      hires.flatMap(({ groups }) => groups.map(({ name }) => name)),
    );
    return hires.map((hire) => planHire(hire, lists, timings, warn));
  };
}

function planHire(hire: HireToPlan, lists: Lists, timings: Timings, warn: WarnAboutGroup): PlannedHire {
  try {
    for (const { name, policies } of hire.groups) {
      for (const policy of policies) pinPolicy(lists.policies, policy);
      findUniqueGroup(lists.groups, name);
    }
    assertNotInactive(lists.users, hire.email);
    const { member, pending } = matchPerson(lists.users, lists.invitations, hire.email, hire.grantedUserIds);
    const warnings = hire.groups.flatMap(({ name }) => warn(name));
    const adopted = pending.some((one) => isAlive(one, timings)) ? 'adopt_invitation' : 'invite';
    return {
      plan: member === undefined ? adopted : 'adopt_member',
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !isFailureCode(error.type)) throw error;
    return { plan: 'refuse', code: error.type, detail: error.message };
  }
}
