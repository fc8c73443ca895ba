import { sleep } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { StepResults } from '../../contract/temporal/onboarding-checkpoint.ts';
import {
  type AccessProof,
  firstGrantStep,
  type GrantEffects,
  grantFailureOf,
  type GrantInput,
  type GrantProgress,
  grantStates,
  type GrantStep,
  isGrantStep,
} from '../../contract/temporal/grant.ts';
import { effectsByGroup } from '../../contract/temporal/one-group.ts';
import { groupsOf, type GroupView, nameGroups } from '../../contract/rules/groups-of-view.ts';
import type { Command } from '../engine/flow.ts';
import { nowIso } from '../engine/now.ts';
import { runStep } from '../engine/run-step.ts';
import { detailsLeftBy } from '../engine/step-failure.ts';
import type { Onboarding } from './context.ts';
import { otherAddresses } from './other-addresses.ts';
import type { OnboardingTypes } from './types.ts';
import { vultrActivities } from './vultr-activities.ts';

export type AccessToGrant = Pick<GrantInput, 'acceptance' | 'groups'>;

/**
 * Steps 5 to 7: the right person, in every group, with the access read back. One activity does them all. The onboarding enters
 * `granting` once; in which of the steps it is, the API reads from the activity's heartbeat.
 */
export async function grantAccess(
  run: Onboarding,
  access: AccessToGrant,
): Promise<NonNullable<StepResults['granted']>> {
  const { step } = run.record.view;
  // An earlier execution may have handed over a hold in one of the steps.
  let stoppedAt: GrantStep = isGrantStep(step) ? step : firstGrantStep;
  const grantOnce = async (command: Command<OnboardingTypes> | undefined) => {
    // The view has what these say, so they have taken effect; a retry is over when the steps are.
    if (command?.command === 'skip' || command?.command === 'approve-address') run.inbox.resolveTaken();
    stoppedAt = firstGrantStep;
    // The verification is the last step: if it is skipped, the ones before it are done.
    const person = run.results.person;
    if (person !== undefined && skippedSteps(run).includes('verifyAccess')) {
      return { userId: person.userId, skipped: true };
    }
    for (;;) {
      try {
        return await grantFrom(run, access, stoppedAt);
      } catch (error) {
        const left = grantFailureOf(detailsLeftBy(error));
        if (left === undefined) throw error;
        noteEffects(run, access, left);
        stoppedAt = left.step;
        if (left.continueAfterMs === undefined) throw error;
        if (left.inDoubt) run.control.markWriteUncertain();
        run.record.enter(grantStates[stoppedAt], stoppedAt);
        await sleep(left.continueAfterMs, { summary: `continue with ${stoppedAt}` });
      }
    }
  };
  return runStep(run, firstGrantStep, grantStates[firstGrantStep], grantOnce, {
    heldAt: () => stoppedAt,
  });
}

async function grantFrom(run: Onboarding, access: AccessToGrant, from: GrantStep) {
  const { email, timings, groups } = run.input;
  const groupIds = idsOf(access);
  const allowedAddresses = otherAddresses(run);
  const skipped = skippedSteps(run);
  const known = knownEffects(run, from, skipped);
  run.effects.membership = { groupIds, allowedAddresses, ...known };
  const summary =
    groups.length === 1
      ? `add to ${nameGroups(groups)} and verify`
      : `add to ${groups.length} groups and verify`;
  const { effects, proof } = await vultrActivities(run, summary, 'urgent').grant({
    ...access,
    email,
    allowedAddresses,
    from,
    skipped,
    known,
    timings,
  });
  noteEffects(run, access, { effects, step: 'verifyAccess' });
  if (proof !== undefined) noteProof(run, groupIds, effects.person.userId, proof);
  return { userId: effects.person.userId, skipped: proof === undefined };
}

function skippedSteps({ record }: Onboarding): GrantStep[] {
  return (record.view.skipped ?? []).map(({ step }) => step).filter(isGrantStep);
}

/**
 * What the onboarding knows before an activity. That it has not added the person stays true only if the activity will not add
 * them: because that step is done, or because an operator skipped it.
 */
function knownEffects({ effects }: Onboarding, from: GrantStep, skipped: readonly GrantStep[]): GrantEffects {
  const { person, added = {}, groupIds = [] } = effects.membership ?? {};
  if (skipped.includes('addMember')) {
    return { ...defined({ person }), added: Object.fromEntries(groupIds.map((id) => [id, false])) };
  }
  const known = Object.entries(added).filter(([, isAdded]) => isAdded || from === 'verifyAccess');
  return { ...defined({ person }), ...(known.length > 0 ? { added: Object.fromEntries(known) } : {}) };
}

/**
 * Takes note of what `grant` has done, however it ended. If it ended without a report, nothing is noted: it was cancelled
 * before an attempt began, or between two attempts, and the last one had nothing to report, or its worker died.
 */
function noteEffects(
  run: Onboarding,
  access: AccessToGrant,
  { step, effects: done }: Pick<GrantProgress, 'step' | 'effects'>,
): void {
  const { effects, results, record, announcer } = run;
  const allowedAddresses = effects.membership?.allowedAddresses ?? [];
  const groupIds = idsOf(access);
  const { person, added: reported = {} } = effectsByGroup(done, groupIds);
  const added = Object.fromEntries(groupIds.map((id) => [id, reported[id] ?? false]));
  effects.membership = { groupIds, allowedAddresses, added, ...defined({ person }) };
  if (person !== undefined && results.person === undefined) {
    results.person = person;
    if (record.view.invitation !== undefined) announcer.announce('onboarding.accepted');
  }
  const isSettled = step === 'verifyAccess' && !skippedSteps(run).includes('addMember');
  const note = membershipNote(run, added);
  if (!isSettled || results.membershipNote === note) return;
  results.membershipNote = note;
  record.note(note);
}

function membershipNote({ record }: Onboarding, added: Readonly<Record<string, boolean>>): string {
  const groups = groupsOf(record.view);
  if (groups.length === 1) {
    return Object.values(added).includes(true) ? 'added to the group' : 'was already a member of the group';
  }
  const isAdded = ({ id = '' }: GroupView) => added[id] === true;
  const others = groups.filter((group) => !isAdded(group));
  return [
    ...(groups.some(isAdded) ? [`added to ${nameGroups(groups.filter(isAdded))}`] : []),
    ...(others.length > 0 ? [`was already a member of ${nameGroups(others)}`] : []),
  ].join('; ');
}

function idsOf({ groups }: AccessToGrant): string[] {
  return groups.map(({ groupId }) => groupId);
}

function noteProof(
  { record }: Onboarding,
  [groupId = '']: readonly string[],
  userId: string,
  { checks, warnings }: AccessProof,
): void {
  record.change({
    evidence: { at: nowIso(), userId, groupId, checks: [...checks], warnings: [...warnings] },
  });
  record.note(`access verified${warnings.length > 0 ? `, with ${plural(warnings.length, 'warning')}` : ''}`);
}
