import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { OnboardingCheckpoint, StepResults } from '../../contract/temporal/onboarding-checkpoint.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import {
  type Grant,
  grantedUserIds,
  rememberGrant,
  withApproved,
} from '../../contract/temporal/person-record.ts';
import type { Acceptance } from '../../contract/temporal/step-data.ts';
import { RunCancelled } from '../engine/control.ts';
import { nowIso } from '../engine/now.ts';
import { runStep } from '../engine/run-step.ts';
import { awaitAcceptance, followInvitation } from './await-acceptance.ts';
import { cancelOnboarding } from './cancel.ts';
import { createOnboarding, once, type Onboarding } from './context.ts';
import { recordInvitation, trackUncertainWrite } from './effects.ts';
import { grantAccess } from './grant-access.ts';
import { groupFailureOf, requestGroup } from './group-request.ts';
import { continueAsItself, continueAsPerson } from './hand-over.ts';
import { countInvitation, measureAcceptance, measureCompletion } from './metrics.ts';
import { otherAddresses } from './other-addresses.ts';
import { prepareAccess } from './prepare-access.ts';
import { vultrActivities } from './vultr-activities.ts';

/**
 * Onboards one person, from the invitation to verified access, and continues as the register of the person once the
 * access is verified, or once it was cancelled and its invitation can no longer be accepted. A step that fails
 * permanently waits for an operator instead of ending it.
 */
export async function onboarding(input: OnboardingInput, checkpoint?: OnboardingCheckpoint): Promise<never> {
  const run = createOnboarding(input, checkpoint, continueAsItself);
  CancellationScope.current().cancelRequested.catch(() => {
    if (run.record.view.cancellation !== undefined) return;
    run.record.note('cancelled in Temporal');
    run.control.cancel({ by: 'Temporal', reason: 'cancelled in Temporal' });
  });
  // A cancellation from Temporal must not cut the onboarding off: there may be an invitation to guard.
  return CancellationScope.nonCancellable(async () => {
    try {
      await runSteps(run);
    } catch (error) {
      if (!(error instanceof RunCancelled)) throw error;
      await cancelOnboarding(run);
    }
    run.inbox.resolveAll();
    // The register publishes the end, unless it has to wait for something.
    if (!allHandlersFinished() || run.announcer.announcing()) run.record.publish();
    await condition(allHandlersFinished);
    await run.announcer.announced();
    return continueAsPerson(run);
  });
}

async function runSteps(run: Onboarding): Promise<void> {
  const { policies, readyGroupId } = await once(run, 'preflight', () => preflight(run));
  const invited = await once(run, 'invited', () => inviteUser(run));
  // The group is prepared while the person reads the email.
  if (readyGroupId === undefined && run.results.groupId === undefined) void requestGroup(run, policies);
  const acceptance = await once(run, 'acceptance', async () => {
    const accepted = invited.acceptance ?? (await acceptanceOf(run));
    noteAcceptance(run, accepted);
    return accepted;
  });
  const groupId = readyGroupId ?? (await once(run, 'groupId', () => prepareAccess(run)));
  const granted = await once(run, 'granted', () => grantAccess(run, { groupId, acceptance, policies }));
  // A hold or a cancellation that arrived with the last step still counts.
  if (run.control.stopping()) {
    await run.control.enterStep('verifyAccess', 'verifying', run.inbox.resolveEffective);
  }
  complete(run, { groupId, policies, ...granted });
}

/** A group that cannot be prepared is shown at once, and the wait goes on after the repair. */
async function acceptanceOf(run: Onboarding): Promise<Acceptance> {
  for (;;) {
    if (groupFailureOf(run) !== undefined) await prepareAccess(run);
    const acceptance = await awaitAcceptance(run);
    if (acceptance !== undefined) return acceptance;
  }
}

async function preflight(run: Onboarding): Promise<NonNullable<StepResults['preflight']>> {
  const { input, record, effects } = run;
  const { email, group, timings } = input;
  const found = await runStep(run, 'preflight', 'checking', () =>
    vultrActivities(run, 'check group and policies before any email').preflight({
      email,
      allowedAddresses: otherAddresses(run),
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
  return { policies: found.policies, ...defined({ readyGroupId }) };
}

/** The result has an acceptance if there is one already: the person is a member, or has accepted before. */
async function inviteUser(run: Onboarding): Promise<NonNullable<StepResults['invited']>> {
  const { input, record, effects } = run;
  const { email, apiAccess, timings } = input;
  const invited = await runStep(run, 'inviteUser', 'inviting', () =>
    trackUncertainWrite(run, () =>
      vultrActivities(run, `invite ${email}`).inviteUser({
        email,
        apiAccess,
        ownInvitationIds: effects.ownInvitations.map(({ id }) => id),
        grantedUserIds: grantedUserIds(input.record),
        timings,
      }),
    ),
  );
  if (invited.outcome === 'accepted') {
    record.note('the invitation was accepted before this onboarding began');
    return { acceptance: invited.acceptance };
  }
  if (invited.outcome === 'member') {
    record.note('is already a member of the organization: no invitation needed');
    return { acceptance: { userId: invited.userId } };
  }
  // One that did not exist before this onboarding is its own, sent by an attempt whose response was lost.
  const existedBefore = effects.baseline?.invitationIds.includes(invited.invitation.id) === true;
  const isOwn = effects.ownInvitations.some(({ id }) => id === invited.invitation.id);
  const sentByThisOnboarding = invited.outcome === 'sent' || isOwn || !existedBefore;
  if (sentByThisOnboarding) recordInvitation(run, invited.invitation);
  if (sentByThisOnboarding && !isOwn) countInvitation('first');
  const messages = { sent: 'invitation 1 sent', adopted: 'invitation 1: adopted one that was pending' };
  followInvitation(run, invited.invitation, 1, messages[invited.outcome]);
  return {};
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

function complete(
  run: Onboarding,
  { skipped, ...granted }: Pick<Grant, 'userId' | 'policies'> & { groupId: string; skipped: boolean },
): void {
  const { record, announcer } = run;
  const completedAt = nowIso();
  const { acceptedAt } = record.view.timings;
  // Vultr's clock says when it was accepted, and may be ahead of Temporal's.
  const sinceAcceptance = (at: string) => Math.max(0, Date.parse(completedAt) - Date.parse(at));
  const blankScreen = acceptedAt === undefined ? {} : { acceptanceToAccessMs: sinceAcceptance(acceptedAt) };
  record.change({ timings: { ...record.view.timings, completedAt, ...blankScreen } });
  measureCompletion(record.view.timings);
  const { userId, policies, groupId } = granted;
  const group = { id: groupId, name: run.input.group.name };
  const grant = { userId, group, policies, at: completedAt, flowId: record.view.id, verified: !skipped };
  const approved = (record.view.approvedAddresses ?? []).map(({ address }) => address);
  const known = withApproved(run.input.record, approved);
  run.input = { ...run.input, record: { ...known, grants: rememberGrant(known, grant) } };
  record.enter('completed', 'verifyAccess');
  announcer.announce('onboarding.completed');
}
