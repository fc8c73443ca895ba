import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type { VultrActivities } from '../activities/index.ts';
import type { OnboardingInput } from '../contract/onboarding-input.ts';
import type { RunView } from '../contract/run-view.ts';
import type { Acceptance, ConfirmedPerson, PinnedPolicy } from '../contract/step-data.ts';
import { stepOptions } from './activity-options.ts';
import { awaitAcceptance, holdInvitation } from './await-acceptance.ts';
import { openInbox } from './commands.ts';
import { perform, type Run } from './perform.ts';
import { prepareAccess } from './prepare-access.ts';
import { nowIso, openRecord } from './run-record.ts';

/**
 * One hire, from the invitation to proven access. It ends when the access is verified; a step that fails for good
 * waits for a person instead of ending it.
 */
export async function onboarding(input: OnboardingInput): Promise<RunView> {
  const record = openRecord(input);
  const run: Run = { record, inbox: openInbox(record) };
  try {
    const policies = await preflight(run);
    const member = await inviteUser(run);
    const groupId = await prepareAccess(run, policies);
    const acceptance = member ?? (await awaitAcceptance(run));
    noteAcceptance(run, acceptance);
    const person = await confirmPerson(run, acceptance);
    await addMember(run, groupId, person);
    await verifyAccess(run, groupId, person, policies);
    complete(run);
  } catch (error) {
    if (isCancellation(error)) {
      record.note('cancelled in Temporal');
      record.enter('cancelled', record.view.step);
    }
    throw error;
  } finally {
    run.inbox.clear();
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
  return record.view;
}

async function preflight(run: Run): Promise<readonly PinnedPolicy[]> {
  const { email, group, policies, timings } = run.record.input;
  const found = await perform(run, 'preflight', 'checking', () =>
    vultr(run, 'check group and policies, before any mail').preflight({
      email,
      groupName: group.name,
      policies,
      timings,
    }),
  );
  run.record.change({ policies: [...found.policies] });
  run.record.note(
    `checked: every policy is known, the group ${found.groupExists ? 'exists' : 'is to be made'}`,
  );
  return found.policies;
}

/** Answers the person as accepted where they are a member already. */
async function inviteUser(run: Run): Promise<Acceptance | undefined> {
  const { email, apiAccess, timings } = run.record.input;
  const invited = await perform(run, 'inviteUser', 'inviting', () =>
    vultr(run, `invite ${email}`).inviteUser({ email, apiAccess, timings }),
  );
  if (invited.outcome === 'member') {
    run.record.note('is a member of the organization already: no invitation needed');
    return { userId: invited.userId };
  }
  const what = { sent: 'invitation 1 sent', adopted: 'invitation 1: adopted one that was under way' };
  holdInvitation(run, invited.invitation, 1, what[invited.outcome]);
  return undefined;
}

function noteAcceptance({ record }: Run, acceptance: Acceptance): void {
  const { invitation, timings } = record.view;
  if (invitation === undefined) return;
  const acceptedAt =
    acceptance.acceptedAt === undefined ? nowIso() : new Date(acceptance.acceptedAt).toISOString();
  record.change({ invitation: { ...invitation, status: 'accepted' }, timings: { ...timings, acceptedAt } });
  record.note('invitation accepted');
}

async function confirmPerson(run: Run, acceptance: Acceptance): Promise<ConfirmedPerson> {
  const { email, allowedAddresses, timings } = run.record.input;
  return perform(run, 'confirmPerson', 'granting', () =>
    vultr(run, 'is it the invited person, and Active?').confirmPerson({
      email,
      allowedAddresses,
      acceptance,
      timings,
    }),
  );
}

async function addMember(run: Run, groupId: string, person: ConfirmedPerson): Promise<void> {
  const { group, timings } = run.record.input;
  const { already } = await perform(run, 'addMember', 'granting', () =>
    vultr(run, `add to the group "${group.name}"`).addMember({ groupId, person, timings }),
  );
  run.record.note(already ? 'was a member of the group already' : 'added to the group');
}

async function verifyAccess(
  run: Run,
  groupId: string,
  person: ConfirmedPerson,
  policies: readonly PinnedPolicy[],
): Promise<void> {
  const { timings } = run.record.input;
  const verified = await perform(run, 'verifyAccess', 'verifying', () =>
    vultr(run, 'read the access back').verifyAccess({ groupId, person, policies, timings }),
  );
  run.record.change({
    evidence: {
      at: nowIso(),
      userId: person.userId,
      groupId,
      readings: [...verified.readings],
      warnings: [...verified.warnings],
    },
  });
}

function complete({ record }: Run): void {
  const completedAt = nowIso();
  const { acceptedAt } = record.view.timings;
  // Vultr's clock says when it was accepted, and may be ahead of Temporal's.
  const sinceAcceptance = (at: string) => Math.max(0, Date.parse(completedAt) - Date.parse(at));
  const blankScreen = acceptedAt === undefined ? {} : { acceptanceToAccessMs: sinceAcceptance(acceptedAt) };
  record.change({ timings: { ...record.view.timings, completedAt, ...blankScreen } });
  record.note('access verified');
  record.enter('completed', 'verifyAccess');
}

function vultr({ record }: Run, summary: string) {
  const { timings, taskQueues } = record.input;
  return proxyActivities<VultrActivities>({ ...stepOptions(timings, taskQueues.vultr), summary });
}
