import { sleep } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { StepResults } from '../../contract/temporal/onboarding-checkpoint.ts';
import {
  type AccessProof,
  firstGrantStep,
  type GrantEffects,
  grantFailureOf,
  type GrantProgress,
  grantStates,
  type GrantStep,
  isGrantStep,
} from '../../contract/temporal/grant.ts';
import type { Acceptance, PinnedPolicy } from '../../contract/temporal/step-data.ts';
import type { Command } from '../engine/flow.ts';
import { nowIso } from '../engine/now.ts';
import { runStep } from '../engine/run-step.ts';
import { detailsLeftBy } from '../engine/step-failure.ts';
import type { Onboarding } from './context.ts';
import { otherAddresses } from './other-addresses.ts';
import type { OnboardingTypes } from './types.ts';
import { vultrActivities } from './vultr-activities.ts';

export type AccessToGrant = {
  readonly groupId: string;
  readonly acceptance: Acceptance;
  readonly policies: readonly PinnedPolicy[];
};

/**
 * Steps 5 to 7: the right person, in the group, with the access read back. One activity does them all. The onboarding enters
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
  const { email, timings, group } = run.input;
  const allowedAddresses = otherAddresses(run);
  const skipped = skippedSteps(run);
  const known = knownEffects(run, from, skipped);
  run.effects.membership = { groupId: access.groupId, allowedAddresses, ...known };
  const summary = `add to the group "${group.name}" and verify`;
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
  if (proof !== undefined) noteProof(run, access.groupId, effects.person.userId, proof);
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
  const { person, added } = effects.membership ?? {};
  if (skipped.includes('addMember')) return { ...defined({ person }), added: false };
  return defined({ person, added: added === true || from === 'verifyAccess' ? added : undefined });
}

/**
 * Takes note of what `grant` has done, however it ended. If it ended without a report, nothing is noted: it was cancelled
 * before an attempt began, or between two attempts, and the last one had nothing to report, or its worker died.
 */
function noteEffects(
  run: Onboarding,
  { groupId }: AccessToGrant,
  { step, effects: { person, added = false } }: Pick<GrantProgress, 'step' | 'effects'>,
): void {
  const { effects, results, record, announcer } = run;
  const allowedAddresses = effects.membership?.allowedAddresses ?? [];
  effects.membership = { groupId, allowedAddresses, added, ...defined({ person }) };
  if (person !== undefined && results.person === undefined) {
    results.person = person;
    if (record.view.invitation !== undefined) announcer.announce('onboarding.accepted');
  }
  const isSettled = step === 'verifyAccess' && !skippedSteps(run).includes('addMember');
  if (!isSettled || results.added === added) return;
  results.added = added;
  record.note(added ? 'added to the group' : 'was already a member of the group');
}

function noteProof(
  { record }: Onboarding,
  groupId: string,
  userId: string,
  { checks, warnings }: AccessProof,
): void {
  record.change({
    evidence: { at: nowIso(), userId, groupId, checks: [...checks], warnings: [...warnings] },
  });
  record.note(`access verified${warnings.length > 0 ? `, with ${warnings.length} warnings` : ''}`);
}
