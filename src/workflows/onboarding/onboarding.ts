import { allHandlersFinished, CancellationScope, CancelledFailure, condition } from '@temporalio/workflow';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type {
  Acceptance,
  ConfirmedPerson,
  PinnedPolicy,
  PreflightResult,
} from '../../contract/temporal/step-data.ts';
import { RunCancelled } from '../engine/control.ts';
import { nowIso } from '../engine/now.ts';
import { runStep } from '../engine/run-step.ts';
import { awaitAcceptance, followInvitation } from './await-acceptance.ts';
import { cancelOnboarding } from './cancel.ts';
import { createOnboarding, type Onboarding } from './context.ts';
import { recordInvitation, trackUncertainWrite } from './effects.ts';
import { countInvitation, measureAcceptance, measureCompletion } from './metrics.ts';
import { prepareAccess } from './prepare-access.ts';
import { vultrActivities } from './vultr-activities.ts';

/**
 * Onboards one person, from the invitation to verified access. It ends when the access is verified, or when it was
 * cancelled and its invitation can no longer be accepted. A step that fails permanently waits for an operator
 * instead of ending it.
 */
export async function onboarding(input: OnboardingInput): Promise<OnboardingView> {
  const run = createOnboarding(input);
  const { cancelRequested } = CancellationScope.current();
  let cancelledInTemporal = false;
  cancelRequested.catch(() => {
    cancelledInTemporal = true;
    if (run.record.view.cancellation === undefined) {
      run.record.note('cancelled in Temporal');
      run.control.cancel({ by: 'Temporal', reason: 'cancelled in Temporal' });
    }
  });
  // A cancellation from Temporal must not cut the onboarding off: there may be an invitation to guard.
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

async function runSteps(run: Onboarding): Promise<void> {
  const { policies, readyGroupId } = await preflight(run);
  const existingAcceptance = await inviteUser(run);
  const groupId = readyGroupId ?? (await prepareAccess(run, policies));
  const acceptance = existingAcceptance ?? (await awaitAcceptance(run));
  noteAcceptance(run, acceptance);
  const person = await confirmPerson(run, acceptance);
  if (run.record.view.invitation !== undefined) run.announcer.announce('onboarding.accepted');
  await addMember(run, groupId, person);
  await verifyAccess(run, groupId, person, policies);
  // A hold or a cancellation that arrived with the last step still counts.
  if (run.control.stopping()) {
    await run.control.enterStep('verifyAccess', 'verifying', run.inbox.resolveEffective);
  }
  complete(run);
}

async function preflight(run: Onboarding): Promise<PreflightResult> {
  const { input, record, effects } = run;
  const { email, allowedAddresses, group, timings } = input;
  const found = await runStep(run, 'preflight', 'checking', () =>
    vultrActivities(run, 'check group and policies before any email').preflight({
      email,
      allowedAddresses,
      groupName: group.name,
      policies: record.view.policies.map(({ name }) => name),
      timings,
    }),
  );
  // After a rehire, what the earlier onboarding had found before it wrote anything remains the baseline.
  effects.baseline = { ...(effects.baseline ?? found.baseline), inGroup: found.baseline.inGroup };
  record.change({ policies: [...found.policies] });
  const { readyGroupId } = found;
  if (readyGroupId !== undefined) record.change({ group: { ...record.view.group, id: readyGroupId } });
  const groupState = found.groupExists ? 'exists' : 'has to be created';
  record.note(
    `checked: every policy exists, the group ${groupState}${readyGroupId === undefined ? '' : ' and carries them'}`,
  );
  const { warnings = [] } = found;
  if (warnings.length > 0) record.change({ warnings: [...warnings] });
  for (const warning of warnings) record.note(`warning: ${warning}`);
  return found;
}

/** Returns an acceptance if there is one already: the person is a member, or has accepted before. */
async function inviteUser(run: Onboarding): Promise<Acceptance | undefined> {
  const { input, record, effects } = run;
  const { email, apiAccess, timings } = input;
  const invited = await runStep(run, 'inviteUser', 'inviting', () =>
    trackUncertainWrite(run, () =>
      vultrActivities(run, `invite ${email}`).inviteUser({
        email,
        apiAccess,
        ownInvitationIds: effects.ownInvitations.map(({ id }) => id),
        timings,
      }),
    ),
  );
  if (invited.outcome === 'accepted') {
    record.note('the invitation was accepted before this onboarding began');
    return invited.acceptance;
  }
  if (invited.outcome === 'member') {
    record.note('is already a member of the organization: no invitation needed');
    return { userId: invited.userId };
  }
  // One that did not exist before this onboarding is its own, sent by an attempt whose response was lost.
  const existedBefore = effects.baseline?.invitationIds.includes(invited.invitation.id) === true;
  const isOwn = effects.ownInvitations.some(({ id }) => id === invited.invitation.id);
  const sentByThisOnboarding = invited.outcome === 'sent' || isOwn || !existedBefore;
  if (sentByThisOnboarding) recordInvitation(run, invited.invitation);
  if (sentByThisOnboarding && !isOwn) countInvitation('first');
  const messages = { sent: 'invitation 1 sent', adopted: 'invitation 1: adopted one that was pending' };
  followInvitation(run, invited.invitation, 1, messages[invited.outcome]);
  return undefined;
}

function noteAcceptance({ record, effects }: Onboarding, acceptance: Acceptance): void {
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

async function confirmPerson(run: Onboarding, acceptance: Acceptance): Promise<ConfirmedPerson> {
  const { email, allowedAddresses, timings } = run.input;
  const approved = () => (run.record.view.approvedAddresses ?? []).map(({ address }) => address);
  return runStep(run, 'confirmPerson', 'granting', () =>
    vultrActivities(run, 'is it the invited person, and Active?', 'urgent').confirmPerson({
      email,
      allowedAddresses: [...allowedAddresses, ...approved()],
      acceptance,
      timings,
    }),
  );
}

async function addMember(run: Onboarding, groupId: string, person: ConfirmedPerson): Promise<void> {
  const { input, record, effects } = run;
  const { group, timings } = input;
  effects.membership = { groupId, person };
  const added = await runStep(
    run,
    'addMember',
    'granting',
    () =>
      vultrActivities(run, `add to the group "${group.name}"`, 'urgent').addMember({
        groupId,
        person,
        timings,
      }),
    { skipped: () => undefined },
  );
  // If an operator skipped the step, the onboarding has added nobody.
  if (added === undefined) {
    effects.membership = { groupId, person, added: false };
    return;
  }
  effects.membership = { groupId, person, added: !added.already };
  record.note(added.already ? 'was already a member of the group' : 'added to the group');
}

async function verifyAccess(
  run: Onboarding,
  groupId: string,
  person: ConfirmedPerson,
  policies: readonly PinnedPolicy[],
): Promise<void> {
  const { record, input } = run;
  const { timings } = input;
  const verified = await runStep(
    run,
    'verifyAccess',
    'verifying',
    () =>
      vultrActivities(run, 'read the access back', 'urgent').verifyAccess({
        groupId,
        person,
        policies,
        timings,
      }),
    { skipped: () => undefined },
  );
  if (verified === undefined) return;
  const { checks, warnings } = verified;
  record.change({
    evidence: { at: nowIso(), userId: person.userId, groupId, checks: [...checks], warnings: [...warnings] },
  });
  record.note(`access verified${warnings.length > 0 ? `, with ${warnings.length} warnings` : ''}`);
}

function complete({ record, announcer }: Onboarding): void {
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
