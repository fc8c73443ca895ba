import { allHandlersFinished, CancellationScope, CancelledFailure, condition } from '@temporalio/workflow';
import { proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type {
  Acceptance,
  ConfirmedPerson,
  PinnedPolicy,
  PreflightResult,
} from '../../contract/temporal/step-data.ts';
import { stepOptions } from '../engine/activity-options.ts';
import { awaitAcceptance, followInvitation } from './await-acceptance.ts';
import { cancelOnboarding } from './cancel.ts';
import { RunCancelled } from '../engine/control.ts';
import { trackUncertainWrite, recordInvitation } from './effects.ts';
import { countInvitation, measureAcceptance, measureCompletion } from './metrics.ts';
import { runStep } from '../engine/run-step.ts';
import { prepareAccess } from './prepare-access.ts';
import { createRunContext, type RunContext } from '../engine/run-context.ts';
import { nowIso } from '../engine/record.ts';

/**
 * One hire, from the invitation to proven access. It ends when the access is verified, or when it was cancelled and
 * nobody can come in by its invitation any more; a step that fails for good waits for a person instead of ending it.
 */
export async function onboarding(input: OnboardingInput): Promise<OnboardingView> {
  const run = createRunContext(input);
  const { cancelRequested } = CancellationScope.current();
  let cancelledInTemporal = false;
  cancelRequested.catch(() => {
    cancelledInTemporal = true;
    if (run.record.view.cancellation === undefined) {
      run.record.note('cancelled in Temporal');
      run.control.cancel({ by: 'Temporal', reason: 'cancelled in Temporal' });
    }
  });
  // A cancellation from Temporal must not cut the run off: there may be an invitation to guard.
  await CancellationScope.nonCancellable(async () => {
    try {
      await runSteps(run);
    } catch (error) {
      if (!(error instanceof RunCancelled)) throw error;
      await cancelOnboarding(run);
    }
    run.inbox.resolveAll();
    await condition(allHandlersFinished);
    await run.announcer.announced();
  });
  if (cancelledInTemporal) throw new CancelledFailure('cancelled in Temporal');
  return run.record.view;
}

async function runSteps(run: RunContext): Promise<void> {
  const { policies, readyGroupId } = await preflight(run);
  const member = await inviteUser(run);
  const groupId = readyGroupId ?? (await prepareAccess(run, policies));
  const acceptance = member ?? (await awaitAcceptance(run));
  noteAcceptance(run, acceptance);
  const person = await confirmPerson(run, acceptance);
  if (run.record.view.invitation !== undefined) run.announcer.announce('onboarding.accepted');
  await addMember(run, groupId, person);
  await verifyAccess(run, groupId, person, policies);
  if (run.control.stopping())
    await run.control.enterStep('verifyAccess', 'verifying', run.inbox.resolveEffective);
  complete(run);
}

async function preflight(run: RunContext): Promise<PreflightResult> {
  const { record, effects } = run;
  const { email, allowedAddresses, group, timings } = record.input;
  const found = await runStep(run, 'preflight', 'checking', () =>
    vultr(run, 'check group and policies, before any mail').preflight({
      email,
      allowedAddresses,
      groupName: group.name,
      policies: record.view.policies.map(({ name }) => name),
      timings,
    }),
  );
  // What the run in whose place this one is had met before it wrote anything stays what was there before.
  effects.baseline = { ...(effects.baseline ?? found.baseline), inGroup: found.baseline.inGroup };
  record.change({ policies: [...found.policies] });
  const { readyGroupId } = found;
  if (readyGroupId !== undefined) record.change({ group: { ...record.view.group, id: readyGroupId } });
  const ofTheGroup = found.groupExists ? 'exists' : 'is to be made';
  record.note(
    `checked: every policy is known, the group ${ofTheGroup}${readyGroupId === undefined ? '' : ' and carries them'}`,
  );
  return found;
}

/** Answers the person as accepted where they are a member already. */
async function inviteUser(run: RunContext): Promise<Acceptance | undefined> {
  const { record, effects } = run;
  const { email, apiAccess, timings } = record.input;
  const invited = await runStep(run, 'inviteUser', 'inviting', () =>
    trackUncertainWrite(run, () =>
      vultr(run, `invite ${email}`).inviteUser({
        email,
        apiAccess,
        ownInvitationIds: effects.ownInvitations.map(({ id }) => id),
        timings,
      }),
    ),
  );
  if (invited.outcome === 'accepted') {
    record.note('the invitation was accepted before this run began');
    return invited.acceptance;
  }
  if (invited.outcome === 'member') {
    record.note('is a member of the organization already: no invitation needed');
    return { userId: invited.userId };
  }
  // One that was not there before the run is its own, sent by an attempt whose answer was lost.
  const wasThere = effects.baseline?.invitationIds.includes(invited.invitation.id) === true;
  const isOwn = effects.ownInvitations.some(({ id }) => id === invited.invitation.id);
  const sentByThisRun = invited.outcome === 'sent' || isOwn || !wasThere;
  if (sentByThisRun) recordInvitation(run, invited.invitation);
  if (sentByThisRun && !isOwn) countInvitation('first');
  const what = { sent: 'invitation 1 sent', adopted: 'invitation 1: adopted one that was under way' };
  followInvitation(run, invited.invitation, 1, what[invited.outcome]);
  return undefined;
}

function noteAcceptance({ record, effects }: RunContext, acceptance: Acceptance): void {
  effects.acceptance = acceptance;
  const { invitation, timings } = record.view;
  if (invitation === undefined) return;
  const acceptedAt =
    acceptance.acceptedAt === undefined ? nowIso() : new Date(acceptance.acceptedAt).toISOString();
  record.change({ invitation: { ...invitation, status: 'accepted' }, timings: { ...timings, acceptedAt } });
  measureAcceptance(record.view.timings);
  record.note('invitation accepted');
  record.publish();
}

async function confirmPerson(run: RunContext, acceptance: Acceptance): Promise<ConfirmedPerson> {
  const { email, allowedAddresses, timings } = run.record.input;
  const approved = () => (run.record.view.approvedAddresses ?? []).map(({ address }) => address);
  return runStep(run, 'confirmPerson', 'granting', () =>
    vultr(run, 'is it the invited person, and Active?', 'accepted').confirmPerson({
      email,
      allowedAddresses: [...allowedAddresses, ...approved()],
      acceptance,
      timings,
    }),
  );
}

async function addMember(run: RunContext, groupId: string, person: ConfirmedPerson): Promise<void> {
  const { record, effects } = run;
  const { group, timings } = record.input;
  effects.membership = { groupId, person };
  const added = await runStep(
    run,
    'addMember',
    'granting',
    () => vultr(run, `add to the group "${group.name}"`, 'accepted').addMember({ groupId, person, timings }),
    () => undefined,
  );
  // Where a person has taken it on themselves, the run has added nobody.
  if (added === undefined) {
    effects.membership = { groupId, person, added: false };
    return;
  }
  effects.membership = { groupId, person, added: !added.already };
  record.note(added.already ? 'was a member of the group already' : 'added to the group');
}

async function verifyAccess(
  run: RunContext,
  groupId: string,
  person: ConfirmedPerson,
  policies: readonly PinnedPolicy[],
): Promise<void> {
  const { timings } = run.record.input;
  const verified = await runStep(
    run,
    'verifyAccess',
    'verifying',
    () => vultr(run, 'read the access back', 'accepted').verifyAccess({ groupId, person, policies, timings }),
    () => undefined,
  );
  if (verified === undefined) return;
  const { userId } = person;
  const { checks, warnings } = verified;
  run.record.change({
    evidence: { at: nowIso(), userId, groupId, checks: [...checks], warnings: [...warnings] },
  });
  run.record.note(`access verified${warnings.length > 0 ? `, with ${warnings.length} warnings` : ''}`);
}

function complete({ record, announcer }: RunContext): void {
  const completedAt = nowIso();
  const { acceptedAt } = record.view.timings;
  // Vultr's clock says when it was accepted, and may be ahead of Temporal's.
  const sinceAcceptance = (at: string) => Math.max(0, Date.parse(completedAt) - Date.parse(at));
  const blankScreen = acceptedAt === undefined ? {} : { acceptanceToAccessMs: sinceAcceptance(acceptedAt) };
  record.change({ timings: { ...record.view.timings, completedAt, ...blankScreen } });
  measureCompletion(record.view.timings);
  record.enter('completed', 'verifyAccess');
  announcer.announce('onboarding.completed');
}

function vultr({ record }: RunContext, summary: string, urgency: 'inviting' | 'accepted' = 'inviting') {
  const { timings, taskQueues } = record.input;
  return proxyActivities<VultrActivities>({ ...stepOptions(timings, taskQueues.vultr, urgency), summary });
}
