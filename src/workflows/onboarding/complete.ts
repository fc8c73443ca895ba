import type { LeftGroup } from '../../contract/temporal/offboarding.ts';
import type { StepResults } from '../../contract/temporal/onboarding-checkpoint.ts';
import {
  type PersonRecord,
  rememberGrant,
  withApproved,
  withoutGroups,
} from '../../contract/temporal/person-record.ts';
import { nowIso } from '../engine/now.ts';
import type { Onboarding } from './context.ts';
import type { AccessToGrant } from './grant-access.ts';
import { measureCompletion } from './metrics.ts';

export type GrantedAccess = NonNullable<StepResults['granted']> & Pick<AccessToGrant, 'groups'>;

/**
 * Ends an onboarding whose access is verified, or confirmed by an operator: remembers a grant for each group, and forgets
 * those of the groups that the person has left.
 */
export function complete(
  run: Onboarding,
  { skipped, userId, groups }: GrantedAccess,
  left: readonly LeftGroup[],
): void {
  const { record, announcer } = run;
  const completedAt = nowIso();
  // A mover has the access before the old one is gone.
  const accessAt = record.view.evidence?.at ?? completedAt;
  const { acceptedAt } = record.view.timings;
  // Vultr's clock says when it was accepted, and may be ahead of Temporal's.
  const sinceAcceptance = (at: string) => Math.max(0, Date.parse(accessAt) - Date.parse(at));
  const blankScreen = acceptedAt === undefined ? {} : { acceptanceToAccessMs: sinceAcceptance(acceptedAt) };
  record.change({ timings: { ...record.view.timings, completedAt, ...blankScreen } });
  measureCompletion(record.view.timings);
  run.input = { ...run.input, record: recordWithAccess(run, { skipped, userId, groups }, left, accessAt) };
  record.enter('completed', left.length > 0 ? 'verifyLeft' : 'verifyAccess');
  announcer.announce('onboarding.completed');
}

/** The record of the person after the onboarding has given access, and the person has left groups. */
export function recordWithAccess(
  { input, record }: Pick<Onboarding, 'input' | 'record'>,
  { skipped, userId, groups }: GrantedAccess,
  left: readonly LeftGroup[],
  at: string,
): PersonRecord {
  const approved = (record.view.approvedAddresses ?? []).map(({ address }) => address);
  const known = withApproved(input.record, approved);
  const leftIds = left.map(({ id }) => id);
  let grants = withoutGroups(known, leftIds);
  // The grant of the first group comes to the front.
  for (const [index, { groupId, policies }] of [...groups.entries()].toReversed()) {
    const group = { id: groupId, name: input.groups[index]?.name ?? '' };
    const grant = { userId, group, policies, at, flowId: record.view.id, verified: !skipped };
    grants = rememberGrant({ grants }, grant);
  }
  return { ...known, grants };
}
