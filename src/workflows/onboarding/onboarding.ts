import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import { groupsOf, type GroupView, showGroups } from '../../contract/rules/groups-of-view.ts';
import type { OnboardingCheckpoint, StepResults } from '../../contract/temporal/onboarding-checkpoint.ts';
import { isLeaving, traitsOf } from '../../contract/rules/states.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import { checkedGroups, membershipsIn } from '../../contract/temporal/one-group.ts';
import { grantedUserIds } from '../../contract/temporal/person-record.ts';
import type { Acceptance, CheckedGroup } from '../../contract/temporal/step-data.ts';
import { awaitStart } from '../engine/await-start.ts';
import { RunCancelled } from '../engine/control.ts';
import { nowIso } from '../engine/now.ts';
import { once } from '../engine/once.ts';
import { runStep } from '../engine/run-step.ts';
import { awaitAcceptance, followInvitation } from './await-acceptance.ts';
import { cancelOnboarding } from './cancel.ts';
import { complete, type GrantedAccess } from './complete.ts';
import { createOnboarding, type Onboarding } from './context.ts';
import { recordInvitation, trackUncertainWrite } from './effects.ts';
import { handOverToOffboarding, handOverToSuccessor } from './end-for-successor.ts';
import { grantAccess } from './grant-access.ts';
import { groupFailureOf, groupIdsOf, requestGroups } from './group-request.ts';
import { continueAsItself, continueAsPerson } from './hand-over.ts';
import { countInvitation, measureAcceptance } from './metrics.ts';
import { otherAddresses } from './other-addresses.ts';
import { leaveOldGroups } from './leave-old-groups.ts';
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
    const { cancellation, state, step } = run.record.view;
    // What has ended stays as it ended, also while the last event is on its way.
    if (cancellation !== undefined || traitsOf(state).final === true) return;
    if (isLeaving(step)) {
      run.record.note('a cancellation in Temporal was ignored: the person is leaving old groups');
      return;
    }
    run.record.note('cancelled in Temporal');
    run.control.cancel({ by: 'Temporal', reason: 'cancelled in Temporal' });
  });
  // A cancellation from Temporal must not cut the onboarding off: there may be an invitation to guard.
  return CancellationScope.nonCancellable(async () => {
    const { departure, successor } = run.requestHandler;
    const isFollowed = () => departure() !== undefined || successor() !== undefined;
    if ((await isCutShort(() => runSteps(run))) && !isFollowed()) {
      await isCutShort(() => cancelOnboarding(run));
    }
    const order = departure();
    if (order !== undefined) return handOverToOffboarding(run, order);
    const request = successor();
    if (request !== undefined) return handOverToSuccessor(run, request);
    run.inbox.resolveAll();
    // The register publishes the end, unless it has to wait for something.
    if (!allHandlersFinished() || run.announcer.announcing()) run.record.publish();
    await condition(allHandlersFinished);
    await run.announcer.announced();
    return continueAsPerson(run);
  });
}

/** Returns whether the work ended early, because the onboarding was cancelled or another flow takes over. */
async function isCutShort(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (!(error instanceof RunCancelled)) throw error;
    return true;
  }
}

async function runSteps(run: Onboarding): Promise<void> {
  const { notBefore } = run.input;
  if (notBefore !== undefined) {
    const startsAt = () => run.input.notBefore ?? notBefore;
    await once(run, 'begun', () => awaitStart(run, { step: 'awaitStart', state: 'scheduled', startsAt }));
  }
  const access = run.input.groups.length === 0 ? accessOfBefore(run) : await giveAccess(run);
  const left = await leaveOldGroups(run, access);
  // A hold or a cancellation that arrived with the last step still counts.
  if (run.control.stopping()) {
    await run.control.enterStep('verifyAccess', 'verifying', run.inbox.resolveEffective);
  }
  complete(run, access, left);
}

/** An onboarding that gives no group only leaves groups, so it sends no email and asks for no acceptance. */
function accessOfBefore({ input }: Onboarding): GrantedAccess {
  const [userId] = grantedUserIds(input.record);
  if (userId === undefined)
    throw new Error('an onboarding without groups is for a person who was given access');
  return { groups: [], userId, skipped: false };
}

async function giveAccess(run: Onboarding): Promise<GrantedAccess> {
  const checked = await once(run, 'preflight', () => preflight(run));
  const invited = await once(run, 'invited', () => inviteUser(run));
  // The groups are prepared while the person reads the email.
  requestGroups(run, checked.groups);
  const acceptance = await once(run, 'acceptance', async () => {
    const accepted = invited.acceptance ?? (await acceptanceOf(run));
    noteAcceptance(run, accepted);
    return accepted;
  });
  const groupIds = groupIdsOf(run) ?? (await prepareAccess(run));
  const groups = groupIds.map((groupId, index) => ({
    groupId,
    policies: checked.groups[index]?.policies ?? [],
  }));
  const granted = await once(run, 'granted', () => grantAccess(run, { groups, acceptance }));
  return { groups, ...granted };
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
  const { email, timings } = input;
  const found = await runStep(run, 'preflight', 'checking', () =>
    vultrActivities(run, 'check group and policies before any email').preflight({
      email,
      allowedAddresses: otherAddresses(run),
      groups: groupsOf(record.view).map(({ name, policies }) => ({
        name,
        policies: policies.map((policy) => policy.name),
      })),
      timings,
    }),
  );
  const groups = checkedGroups(found);
  // After a rehire, what the earlier onboarding had found before it wrote anything remains the baseline.
  effects.baseline = { ...(effects.baseline ?? found.baseline), ...membershipsIn(found.baseline) };
  const shown = groupsOf(record.view).map((group, index) => pinned(group, groups[index]));
  record.change(showGroups(shown));
  const isSeveral = groups.length > 1;
  const states = groups.map(({ exists, readyGroupId }, index) => {
    const name = isSeveral ? `the group "${shown[index]?.name}"` : 'the group';
    return `${name} ${exists ? 'exists' : 'has to be created'}${readyGroupId === undefined ? '' : ' and carries them'}`;
  });
  record.note(`checked: every policy exists, ${states.join(', ')}`);
  const { warnings = [] } = found;
  if (warnings.length > 0) record.change({ warnings: [...warnings] });
  for (const warning of warnings) record.note(`warning: ${warning}`);
  return { groups };
}

/** Shows the IDs that the preflight has found. */
function pinned(group: GroupView, checked: CheckedGroup | undefined): GroupView {
  if (checked === undefined) return group;
  return { ...group, policies: [...checked.policies], ...defined({ id: checked.readyGroupId }) };
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
  const isOwn = ownInvitationIds(run).includes(invited.invitation.id);
  const sentByThisOnboarding = invited.outcome === 'sent' || isOwn || !existedBefore;
  if (sentByThisOnboarding) recordInvitation(run, invited.invitation);
  if (sentByThisOnboarding && !isOwn) countInvitation('first');
  const messages = { sent: 'invitation 1 sent', adopted: 'invitation 1: adopted one that was pending' };
  followInvitation(run, invited.invitation, 1, messages[invited.outcome]);
  return {};
}

/** The invitations of this onboarding, and those that earlier flows of the person sent: a cancellation guards them too. */
function ownInvitationIds({ input, effects }: Onboarding): string[] {
  return [...(input.record.ownInvitationIds ?? []), ...effects.ownInvitations.map(({ id }) => id)];
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
