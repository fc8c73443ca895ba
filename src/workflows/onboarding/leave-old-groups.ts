import type {
  LeaveFoundGroupsInput,
  LeaveGroupsInput,
  LeftGroup,
} from '../../contract/temporal/offboarding.ts';
import { nameGroups } from '../../contract/rules/groups-of-view.ts';
import { plural } from '../../contract/lib/plural.ts';
import { passBrake } from '../brake/pass-brake.ts';
import { nowIso } from '../engine/now.ts';
import { once } from '../engine/once.ts';
import { runStep } from '../engine/run-step.ts';
import type { GrantedAccess } from './complete.ts';
import type { Onboarding } from './context.ts';
import { vultrActivities } from './vultr-activities.ts';

/**
 * Steps 8 and 9 of a move, once the new access is verified: the person leaves the old groups, and it is read back. The brake
 * is asked before, but only if there is anything to leave. From the first leaving on the onboarding goes forward only: the
 * old access is not given back by a cancellation. Returns the groups that the person has left.
 */
export async function leaveOldGroups(run: Onboarding, access: GrantedAccess): Promise<readonly LeftGroup[]> {
  const { input, record, results, control } = run;
  if (input.leaving === undefined) return [];
  if (access.skipped) {
    record.note('left no group: the new access was not verified, so the person keeps the old access as well');
    return [];
  }
  const leaving = { ...input.leaving, ...personAndWanted(run, access), timings: input.timings };
  const toLeave = await once(run, 'toLeave', () => findGroups(run, leaving));
  if (toLeave.length === 0) return [];
  if (!(await once(run, 'passedBrake', () => askBrake(run)))) return [];
  // An execution that continues this one must not take a cancellation either.
  if (results.left !== undefined || run.failedStep === 'leaveGroups') control.disableInterrupts();
  const left = await once(run, 'left', () => leave(run, { ...leaving, found: toLeave }));
  if (left.length > 0) await once(run, 'leftVerified', () => verify(run, leaving, left));
  return left;
}

function personAndWanted(
  { input, results }: Onboarding,
  { userId, groups }: GrantedAccess,
): Pick<LeaveGroupsInput, 'person' | 'wanted'> {
  return { person: results.person ?? { userId, email: input.email }, wanted: groups };
}

async function findGroups(run: Onboarding, leaving: LeaveGroupsInput) {
  const { groups } = await runStep(run, 'passBrake', 'leaving_groups', () =>
    vultrActivities(run, 'which groups to leave').findGroupsToLeave(leaving),
  );
  if (groups.length === 0) run.record.note('there was no group to leave');
  return groups;
}

/** Returns whether the person may leave the groups. */
async function askBrake(run: Onboarding): Promise<boolean> {
  const { input, record } = run;
  const decision = await passBrake(run, {
    flowId: record.view.id,
    kind: 'leaveGroups',
    orderedBy: input.requestedBy,
    urgent: false,
    step: 'passBrake',
    state: 'leaving_groups',
    timings: input.timings,
  });
  if (decision.verdict === 'pass') return true;
  const { by, reason, verdict } = decision;
  record.note(`the leaving was ${verdict} by ${by}: ${reason}`);
  if (verdict === 'released') return true;
  record.change({ leavingRefused: { at: nowIso(), by, reason } });
  return false;
}

async function leave(run: Onboarding, leaving: LeaveFoundGroupsInput): Promise<readonly LeftGroup[]> {
  const { left } = await runStep(
    run,
    'leaveGroups',
    'leaving_groups',
    async () => {
      run.control.disableInterrupts();
      return vultrActivities(run, 'leave the old groups', 'urgent').leaveGroups(leaving);
    },
    { skipped: () => ({ left: [] }) },
  );
  if (left.length === 0) return [];
  run.record.note(`left ${nameGroups(left)}`);
  run.record.change({
    leftGroups: {
      at: nowIso(),
      groups: left.map(({ id, name }) => ({ id, name })),
      checks: [],
      warnings: [],
    },
  });
  return left;
}

async function verify(
  run: Onboarding,
  { person, wanted, timings }: LeaveGroupsInput,
  left: readonly LeftGroup[],
): Promise<boolean> {
  const proof = await runStep(
    run,
    'verifyLeft',
    'leaving_groups',
    () => vultrActivities(run, 'read back what was left').verifyLeft({ left, person, wanted, timings }),
    { skipped: () => undefined },
  );
  const { leftGroups } = run.record.view;
  if (proof === undefined || leftGroups === undefined) return false;
  const { checks, warnings } = proof;
  run.record.change({
    leftGroups: { ...leftGroups, at: nowIso(), checks: [...checks], warnings: [...warnings] },
  });
  run.record.note(
    `the old access is gone${warnings.length > 0 ? `, with ${plural(warnings.length, 'warning')}` : ''}`,
  );
  return true;
}
