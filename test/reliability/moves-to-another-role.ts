import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { acceptsSecondEmail, afterFaultInGrant } from './accepts-second-email.ts';
import type { CaseVultr } from './case-vultr.ts';
import { fromFirstUpdate } from './crash-events.ts';
import { describeSurplus } from './emails.ts';
import { acceptAll } from './operator.ts';
import type { Scenario } from './scenario.ts';
import type { Shown } from './watch-person.ts';

const before = { role: 'developers', policy: 'Provisioning' };
const after = { role: 'billing', policy: 'Billing' };

const groupOf = (role: string, person: string) => `${role} of ${person}`;

/** The person has one role and moves to another. After every change at Vultr, they have the old access or the new one. */
export const movesToAnotherRole: Scenario = {
  name: 'moves to another role',
  description:
    'A developer has access. Then one request gives them another role with `"leaveGroups": "managed"`: they get the new access, and leave the old group. After every single change at Vultr, its readings show the person with the old access or the new one.',
  calls: [],
  afterFaults: afterFaultInGrant,
  coveredElsewhere: acceptsSecondEmail.calls,
  crashesAt: fromFirstUpdate,
  moments: [
    { state: 'checking', started: 'onboarding', execution: 3 },
    { state: 'granting', started: 'grant', execution: 3 },
    { state: 'leaving_groups', started: 'findGroupsToLeave' },
    { state: 'leaving_groups', started: 'leaveGroups' },
    { state: 'leaving_groups', started: 'verifyLeft' },
    { state: 'completed', started: 'person', execution: 4 },
  ],
  firstWindowMs: 10 * 60_000,
  roles: (person) =>
    [before, after].map(({ role, policy }) => ({
      name: role,
      group: { name: groupOf(role, person) },
      policies: [policy],
    })),
  request: (person) => ({ email: `${person}@example.com`, role: before.role }),

  watch(person) {
    let wasIn = false;
    const has = ({ groups, policies }: Shown, { role, policy }: typeof before) =>
      groups.includes(groupOf(role, person)) && policies.includes(policy);
    return {
      email: `${person}@example.com`,
      findViolations(shown) {
        const isIn = has(shown, before) || has(shown, after);
        wasIn ||= isIn;
        return isIn || !wasIn ? [] : ['the person was without the old and the new access'];
      },
    };
  },

  script(world) {
    return async ({ state, email }) => {
      if (state === 'awaiting_acceptance') return acceptAll(world, email);
      if (state !== 'completed') return undefined;
      return (await world.followUp({ post: { email, role: after.role, leaveGroups: 'managed' } }))?.id;
    };
  },

  hasEnded: ({ id, state }) => state === 'completed' && id.endsWith('.2'),

  findViolations: (vultr, ended) => findMoveViolations(vultr, ended, 1),
};

/** Expects that the person has the new access alone, and that no more requests than these took them out of the old group. */
export async function findMoveViolations(
  vultr: CaseVultr,
  ended: OnboardingView | undefined,
  mostLeavings: number,
): Promise<string[]> {
  const found = describeSurplus(await vultr.emails());
  const { groups, attachments, memberships } = await vultr.effects();
  if (groups > 2) found.push(`${groups} groups`);
  if (attachments > 2) found.push(`${attachments} attachments`);
  if (memberships > 2) found.push(`${memberships} memberships`);
  if (ended === undefined) return found;
  if (memberships !== 1) found.push(`${memberships} memberships after the move`);
  const { byOperation } = await vultr.requests();
  const leavings = byOperation['DELETE /v2/groups/{id}/members/{id}'] ?? 0;
  if (leavings === 0 || leavings > mostLeavings) found.push(`${leavings} leavings`);
  const { checks = [] } = ended.leftGroups ?? {};
  if (checks.length === 0 || checks.some(({ passed }) => !passed)) found.push('moved without evidence');
  return found;
}
