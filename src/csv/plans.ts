import type { PlanItem } from '../contract/api/batch.ts';
import type { DeparturePlanItem } from '../contract/api/offboarding-batch.ts';
import { plural } from '../contract/lib/plural.ts';

/** What would happen to the hires with each kind of plan, in the order in which people read it. */
export const planHeadings: Readonly<Record<PlanItem['plan'], string>> = {
  invite: 'send an invitation',
  adopt_invitation: 'adopt a pending invitation',
  adopt_member: 'adopt a member, without an email',
  existing: 'already has this onboarding, no change',
  conflict: 'would be refused because of what exists, no change',
  refuse: 'would be refused, before any email is sent',
};

/** What would happen to the leavers with each kind of plan, in the order in which people read it. */
export const departureHeadings: Readonly<Record<DeparturePlanItem['plan'], string>> = {
  offboard: 'lose everything, and leave',
  absent: 'not a user: pending invitations would be guarded',
  existing: 'already has this offboarding, no change',
  conflict: 'would be refused because of what exists, no change',
  refuse: 'would be refused, before anything is taken',
};

/** A plan for a row of either kind of file. */
export type AnyPlan = PlanItem | DeparturePlanItem;

/** The kinds of plan that change something. */
const changing: ReadonlySet<AnyPlan['plan']> = new Set<AnyPlan['plan']>([
  'invite',
  'adopt_invitation',
  'adopt_member',
  'offboard',
  'absent',
]);

/** Whether a start of the row would change something. */
export function changesSomething({ plan }: AnyPlan): boolean {
  return changing.has(plan);
}

/** Why a row would be refused or is in conflict. */
export function planReason(item: AnyPlan): string | undefined {
  if ('problem' in item) return item.problem.detail;
  return 'detail' in item ? item.detail : undefined;
}

/** What the request probably did not mean, or would do besides. */
export function planWarnings(item: AnyPlan): readonly string[] {
  return 'warnings' in item ? (item.warnings ?? []) : [];
}

/** What a leaver would lose, in words. */
export function planLosses(item: AnyPlan): string | undefined {
  if (!('before' in item) || item.before === undefined) return undefined;
  const { groups, policies, roles, apiKeys } = item.before;
  const names = [...groups, ...policies, ...roles].map(({ id, name }) => name ?? id);
  const keys = apiKeys === 0 ? [] : [plural(apiKeys, 'API key')];
  return [...names, ...keys].join(', ') || 'no group, policy, role or API key';
}
