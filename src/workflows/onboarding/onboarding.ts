import { allHandlersFinished, CancellationScope, CancelledFailure, condition } from '@temporalio/workflow';
import { proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { RunView } from '../../contract/api/onboarding-view.ts';
import type {
  Acceptance,
  ConfirmedPerson,
  PinnedPolicy,
  PreflightResult,
} from '../../contract/temporal/step-data.ts';
import { stepOptions } from '../engine/activity-options.ts';
import { awaitAcceptance, followInvitation } from './await-acceptance.ts';
import { cancelRun } from './cancel.ts';
import { RunCancelled } from '../engine/control.ts';
import { inDoubtUntilKnown, own } from './effects.ts';
import { countInvitation, measureAcceptance, measureCompletion } from './metrics.ts';
import { perform } from '../engine/run-step.ts';
import { prepareAccess } from './prepare-access.ts';
import { openRun, type Run } from '../engine/run-context.ts';
import { nowIso } from '../engine/record.ts';

/**
 * One hire, from the invitation to proven access. It ends when the access is verified, or when it was cancelled and
 * nobody can come in by its invitation any more; a step that fails for good waits for a person instead of ending it.
 */
export async function onboarding(input: OnboardingInput): Promise<RunView> {
  const run = openRun(input);
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
      await story(run);
    } catch (error) {
      if (!(error instanceof RunCancelled)) throw error;
      await cancelRun(run);
    }
    run.inbox.serveAll();
    await condition(allHandlersFinished);
    await run.events.announced();
  });
  if (cancelledInTemporal) throw new CancelledFailure('cancelled in Temporal');
  return run.record.view;
}

async function story(run: Run): Promise<void> {
  const { policies, readyGroupId } = await preflight(run);
  const member = await inviteUser(run);
  const groupId = readyGroupId ?? (await prepareAccess(run, policies));
  const acceptance = member ?? (await awaitAcceptance(run));
  noteAcceptance(run, acceptance);
  const person = await confirmPerson(run, acceptance);
  if (run.record.view.invitation !== undefined) run.events.announce('onboarding.accepted');
  await addMember(run, groupId, person);
  await verifyAccess(run, groupId, person, policies);
  if (run.control.stopping()) await run.control.pass('verifyAccess', 'verifying', run.inbox.serveEffective);
  complete(run);
}

async function preflight(run: Run): Promise<PreflightResult> {
  const { record, deeds } = run;
  const { email, allowedAddresses, group, timings } = record.input;
  const found = await perform(run, 'preflight', 'checking', () =>
    vultr(run, 'check group and policies, before any mail').preflight({
      email,
      allowedAddresses,
      groupName: group.name,
      policies: record.view.policies.map(({ name }) => name),
      timings,
    }),
  );
  // What the run in whose place this one is had met before it wrote anything stays what was there before.
  deeds.before = { ...(deeds.before ?? found.before), inGroup: found.before.inGroup };
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
async function inviteUser(run: Run): Promise<Acceptance | undefined> {
  const { record, deeds } = run;
  const { email, apiAccess, timings } = record.input;
  const invited = await perform(run, 'inviteUser', 'inviting', () =>
    inDoubtUntilKnown(run, () =>
      vultr(run, `invite ${email}`).inviteUser({
        email,
        apiAccess,
        ownInvitationIds: deeds.own.map(({ id }) => id),
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
  const wasThere = deeds.before?.invitationIds.includes(invited.invitation.id) === true;
  const isOwn = deeds.own.some(({ id }) => id === invited.invitation.id);
  const sentByThisRun = invited.outcome === 'sent' || isOwn || !wasThere;
  if (sentByThisRun) own(run, invited.invitation);
  if (sentByThisRun && !isOwn) countInvitation('first');
  const what = { sent: 'invitation 1 sent', adopted: 'invitation 1: adopted one that was under way' };
  followInvitation(run, invited.invitation, 1, what[invited.outcome]);
  return undefined;
}

function noteAcceptance({ record, deeds }: Run, acceptance: Acceptance): void {
  deeds.acceptance = acceptance;
  const { invitation, timings } = record.view;
  if (invitation === undefined) return;
  const acceptedAt =
    acceptance.acceptedAt === undefined ? nowIso() : new Date(acceptance.acceptedAt).toISOString();
  record.change({ invitation: { ...invitation, status: 'accepted' }, timings: { ...timings, acceptedAt } });
  measureAcceptance(record.view.timings);
  record.note('invitation accepted');
  record.publish();
}

async function confirmPerson(run: Run, acceptance: Acceptance): Promise<ConfirmedPerson> {
  const { email, allowedAddresses, timings } = run.record.input;
  const approved = () => (run.record.view.approvedAddresses ?? []).map(({ address }) => address);
  return perform(run, 'confirmPerson', 'granting', () =>
    vultr(run, 'is it the invited person, and Active?', 'accepted').confirmPerson({
      email,
      allowedAddresses: [...allowedAddresses, ...approved()],
      acceptance,
      timings,
    }),
  );
}

async function addMember(run: Run, groupId: string, person: ConfirmedPerson): Promise<void> {
  const { record, deeds } = run;
  const { group, timings } = record.input;
  deeds.membership = { groupId, person };
  const added = await perform(
    run,
    'addMember',
    'granting',
    () => vultr(run, `add to the group "${group.name}"`, 'accepted').addMember({ groupId, person, timings }),
    () => undefined,
  );
  // Where a person has taken it on themselves, the run has added nobody.
  if (added === undefined) {
    deeds.membership = { groupId, person, added: false };
    return;
  }
  deeds.membership = { groupId, person, added: !added.already };
  record.note(added.already ? 'was a member of the group already' : 'added to the group');
}

async function verifyAccess(
  run: Run,
  groupId: string,
  person: ConfirmedPerson,
  policies: readonly PinnedPolicy[],
): Promise<void> {
  const { timings } = run.record.input;
  const verified = await perform(
    run,
    'verifyAccess',
    'verifying',
    () => vultr(run, 'read the access back', 'accepted').verifyAccess({ groupId, person, policies, timings }),
    () => undefined,
  );
  if (verified === undefined) return;
  const { userId } = person;
  const { readings, warnings } = verified;
  run.record.change({
    evidence: { at: nowIso(), userId, groupId, readings: [...readings], warnings: [...warnings] },
  });
  run.record.note(`access verified${warnings.length > 0 ? `, with ${warnings.length} warnings` : ''}`);
}

function complete({ record, events }: Run): void {
  const completedAt = nowIso();
  const { acceptedAt } = record.view.timings;
  // Vultr's clock says when it was accepted, and may be ahead of Temporal's.
  const sinceAcceptance = (at: string) => Math.max(0, Date.parse(completedAt) - Date.parse(at));
  const blankScreen = acceptedAt === undefined ? {} : { acceptanceToAccessMs: sinceAcceptance(acceptedAt) };
  record.change({ timings: { ...record.view.timings, completedAt, ...blankScreen } });
  measureCompletion(record.view.timings);
  record.enter('completed', 'verifyAccess');
  events.announce('onboarding.completed');
}

function vultr({ record }: Run, summary: string, urgency: 'inviting' | 'accepted' = 'inviting') {
  const { timings, taskQueues } = record.input;
  return proxyActivities<VultrActivities>({ ...stepOptions(timings, taskQueues.vultr, urgency), summary });
}
