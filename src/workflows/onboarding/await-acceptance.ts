import { ApplicationFailure } from '@temporalio/workflow';
import type { CommandName } from '../../contract/rules/commands.ts';
import type { Acceptance, InvitationRecord } from '../../contract/temporal/step-data.ts';
import { plural } from '../../contract/lib/plural.ts';
import { runStep } from '../engine/run-step.ts';
import { type AcceptancePoller, createAcceptancePoller } from '../invitation/acceptance-poll.ts';
import type { Onboarding } from './context.ts';
import { recordInvitation, trackUncertainWrite } from './effects.ts';
import { groupFailureOf } from './group-request.ts';
import { countInvitation } from './metrics.ts';
import { pollInput } from './poll-input.ts';
import { vultrActivities } from './vultr-activities.ts';

/**
 * Step 4. Waits through one invitation window after another: polls while a window is open, looks once more when it
 * ends, then resends the invitation, up to the limit. After that an operator decides, and `resend` resumes it. Returns
 * nothing if the group cannot be prepared meanwhile.
 */
export async function awaitAcceptance(run: Onboarding): Promise<Acceptance | undefined> {
  return runStep(run, 'awaitAcceptance', 'awaiting_acceptance', async (command) => {
    const poller = createAcceptancePoller(run, {
      summary: `has ${run.input.email} accepted?`,
      pollInput: (invitation) => pollInput(run, invitation),
    });
    let accepted: Acceptance | undefined;
    try {
      accepted = await waitThroughWindows(run, poller, command?.command);
      return accepted;
    } finally {
      if (accepted === undefined) poller.stop();
      else poller.abandon();
    }
  });
}

async function waitThroughWindows(
  run: Onboarding,
  poller: AcceptancePoller,
  first: CommandName | undefined,
): Promise<Acceptance | undefined> {
  const { input, inbox } = run;
  for (let next = first; ; next = inbox.take()?.command) {
    const { id, expiresAt, number } = currentInvitation(run);
    const invitation = { id, expiresAt: Date.parse(expiresAt) };
    const open = Date.now() < invitation.expiresAt;
    const limitReached = number >= input.maxInvitations;
    if (next === 'resend' || (!open && !limitReached)) {
      const accepted = await renew(run, invitation, number + 1);
      if (accepted !== undefined) return accepted;
    } else if (next === 'check' || !open) {
      const accepted = await look(run, invitation);
      if (accepted !== undefined) return accepted;
      if (!open) throw unanswered(run, number);
    }
    inbox.resolveTaken();
    if (groupFailureOf(run) !== undefined) return undefined;
    const accepted = await waitForAcceptance(run, poller);
    if (accepted !== undefined) return accepted;
  }
}

function currentInvitation({ record }: Onboarding) {
  const { invitation } = record.view;
  if (invitation === undefined)
    throw new Error('an onboarding awaits an acceptance only after it has invited');
  return invitation;
}

/** Until the invitation is accepted, the window ends, a command arrives, or the group cannot be prepared. */
async function waitForAcceptance(run: Onboarding, poller: AcceptancePoller): Promise<Acceptance | undefined> {
  const { id, number, expiresAt } = currentInvitation(run);
  const end = Date.parse(expiresAt);
  const timer = `invitation ${number} of ${run.input.maxInvitations} expires`;
  const isInterrupted = () => run.inbox.waiting() || groupFailureOf(run) !== undefined;
  return poller.waitInWindow({ id, expiresAt: end }, end, timer, isInterrupted);
}

async function look(run: Onboarding, invitation: InvitationRecord): Promise<Acceptance | undefined> {
  const { lookAtInvitation } = vultrActivities(run, 'one more look at the invitation');
  const found = await lookAtInvitation(pollInput(run, invitation));
  if (found.outcome === 'accepted') return found.acceptance;
  run.record.note('checked: not accepted yet');
  return undefined;
}

async function renew(
  run: Onboarding,
  invitation: InvitationRecord,
  number: number,
): Promise<Acceptance | undefined> {
  const { input, record, effects } = run;
  const { renewInvitation } = vultrActivities(run, `one last look, then send invitation ${number}`);
  const renewed = await trackUncertainWrite(run, () =>
    renewInvitation({ ...pollInput(run, invitation), apiAccess: input.apiAccess }),
  ).finally(() => {
    // An adopted invitation that may have been resent is the onboarding's own from then on.
    if (effects.inDoubt) recordInvitation(run, invitation);
  });
  if (renewed.outcome === 'accepted') return renewed.acceptance;
  const messages = {
    resent: `invitation ${number} sent: the previous one was resent`,
    sent_new: `invitation ${number} sent: a new one, because Vultr refused to resend the old one`,
    adopted: `invitation ${number}: adopted one that had already been sent`,
  };
  // An expiry that has moved is the trace of a resend whose response was lost.
  if (renewed.outcome !== 'adopted' || renewed.invitation.id === invitation.id) {
    recordInvitation(run, renewed.invitation);
    countInvitation('again');
  } else if (effects.baseline?.invitationIds.includes(renewed.invitation.id) !== true) {
    recordInvitation(run, renewed.invitation);
  }
  followInvitation(run, renewed.invitation, number, messages[renewed.outcome]);
  record.enter('awaiting_acceptance', 'awaitAcceptance');
  return undefined;
}

/** Makes an invitation the one that the onboarding waits for. */
export function followInvitation(
  { record, announcer }: Onboarding,
  invitation: InvitationRecord,
  number: number,
  message: string,
): void {
  const sentAt = new Date(Date.now()).toISOString();
  const expiresAt = new Date(invitation.expiresAt).toISOString();
  record.change({
    invitation: { id: invitation.id, status: 'pending', number, sentAt, expiresAt },
    timings: { ...record.view.timings, invitedAt: record.view.timings.invitedAt ?? sentAt },
  });
  record.note(message);
  announcer.announce('onboarding.invited');
}

function unanswered({ input, record }: Onboarding, number: number): ApplicationFailure {
  const current = record.view.invitation;
  if (current !== undefined) record.change({ invitation: { ...current, status: 'expired' } });
  return ApplicationFailure.create({
    type: 'invitation_unanswered',
    message: `${number} of ${plural(input.maxInvitations, 'invitation')} expired without a response`,
    nonRetryable: true,
  });
}
