import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type { CommandName } from '../../contract/rules/commands.ts';
import type { Acceptance, InvitationRecord } from '../../contract/temporal/step-data.ts';
import { stepOptions } from '../engine/activity-options.ts';
import { countInvitation } from './metrics.ts';
import { runStep } from '../engine/run-step.ts';
import { trackUncertainWrite, recordInvitation } from './effects.ts';
import type { RunContext } from '../engine/run-context.ts';
import { type AcceptancePoller, createAcceptancePoller, pollInput } from './acceptance-poll.ts';

/**
 * Step 4. Waits through one window after the other: looks while a window is open, looks once more when it ends, then
 * has the invitation sent again, up to the limit; after that a person is asked, and `resend` takes it up again.
 */
export async function awaitAcceptance(run: RunContext): Promise<Acceptance> {
  const { record } = run;
  return runStep(run, 'awaitAcceptance', 'awaiting_acceptance', async (order) => {
    const looking = createAcceptancePoller(run, `has ${record.view.email} accepted?`);
    try {
      return await throughWindows(run, looking, order?.command);
    } finally {
      looking.stop();
    }
  });
}

async function throughWindows(
  run: RunContext,
  looking: AcceptancePoller,
  first: CommandName | undefined,
): Promise<Acceptance> {
  const { record, inbox } = run;
  for (let next = first; ; next = inbox.take()?.command) {
    const { id, expiresAt, number } = currentInvitation(run);
    const invitation = { id, expiresAt: Date.parse(expiresAt) };
    const open = Date.now() < invitation.expiresAt;
    const capped = number >= record.input.maxInvitations;
    if (next === 'resend' || (!open && !capped)) {
      const accepted = await renew(run, invitation, number + 1);
      if (accepted !== undefined) return accepted;
    } else if (next === 'check' || !open) {
      const accepted = await look(run, invitation);
      if (accepted !== undefined) return accepted;
      if (!open) throw unanswered(run, number);
    }
    inbox.resolveTaken();
    const accepted = await waitForAcceptance(run, looking);
    if (accepted !== undefined) return accepted;
  }
}

function currentInvitation({ record }: RunContext) {
  const { invitation } = record.view;
  if (invitation === undefined) throw new Error('a run waits only after it has invited');
  return invitation;
}

/** Until somebody accepts, the window ends, or a command comes in: then it has to be seen what is due. */
async function waitForAcceptance(
  run: RunContext,
  looking: AcceptancePoller,
): Promise<Acceptance | undefined> {
  const { record, inbox } = run;
  const { id, number, expiresAt } = currentInvitation(run);
  const ends = Date.parse(expiresAt);
  const timer = `invitation ${number} of ${record.input.maxInvitations} expires`;
  return looking.waitInWindow({ id, expiresAt: ends }, ends, timer, inbox.waiting);
}

async function look(run: RunContext, invitation: InvitationRecord): Promise<Acceptance | undefined> {
  const { lookAtInvitation } = stepActivities(run, 'one more look at the invitation');
  const seen = await lookAtInvitation(pollInput(run, invitation));
  if (seen.outcome === 'accepted') return seen.acceptance;
  run.record.note('looked: not accepted yet');
  return undefined;
}

async function renew(
  run: RunContext,
  invitation: InvitationRecord,
  number: number,
): Promise<Acceptance | undefined> {
  const { record, effects } = run;
  const { renewInvitation } = stepActivities(run, `one last look, then send invitation ${number}`);
  const renewed = await trackUncertainWrite(run, () =>
    renewInvitation({ ...pollInput(run, invitation), apiAccess: record.input.apiAccess }),
  ).finally(() => {
    // An adopted invitation that may have been sent again is the run's own from then on.
    if (effects.inDoubt) recordInvitation(run, invitation);
  });
  if (renewed.outcome === 'accepted') return renewed.acceptance;
  const words = {
    resent: `invitation ${number} sent: the same one again`,
    sent_new: `invitation ${number} sent: a new one, since Vultr refused to resend the old one`,
    adopted: `invitation ${number}: adopted one that was sent already`,
  };
  // An end that has moved is the trace of a resend whose answer was lost.
  if (renewed.outcome !== 'adopted' || renewed.invitation.id === invitation.id) {
    recordInvitation(run, renewed.invitation);
    countInvitation('again');
  } else if (effects.baseline?.invitationIds.includes(renewed.invitation.id) !== true) {
    recordInvitation(run, renewed.invitation);
  }
  followInvitation(run, renewed.invitation, number, words[renewed.outcome]);
  record.enter('awaiting_acceptance', 'awaitAcceptance');
  return undefined;
}

/** Makes an invitation the one the run waits for. */
export function followInvitation(
  { record, announcer }: RunContext,
  invitation: InvitationRecord,
  number: number,
  what: string,
): void {
  const sentAt = new Date(Date.now()).toISOString();
  const expiresAt = new Date(invitation.expiresAt).toISOString();
  record.change({
    invitation: { id: invitation.id, status: 'pending', number, sentAt, expiresAt },
    timings: { ...record.view.timings, invitedAt: record.view.timings.invitedAt ?? sentAt },
  });
  record.note(what);
  announcer.announce('onboarding.invited');
}

function unanswered({ record }: RunContext, number: number): ApplicationFailure {
  const current = record.view.invitation;
  if (current !== undefined) record.change({ invitation: { ...current, status: 'expired' } });
  return ApplicationFailure.create({
    type: 'invitation_unanswered',
    message: `${number} of ${record.input.maxInvitations} invitations expired without an answer`,
    nonRetryable: true,
  });
}

function stepActivities({ record }: RunContext, summary: string) {
  const { timings, taskQueues } = record.input;
  return proxyActivities<VultrActivities>({ ...stepOptions(timings, taskQueues.vultr), summary });
}
