import {
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type { VultrActivities } from '../activities/index.ts';
import type { Acceptance, InvitationRecord, WatchInput } from '../contract/step-data.ts';
import { stepOptions, watchOptions } from './activity-options.ts';
import type { RunCommand } from '../contract/messages.ts';
import { perform, type Run } from './perform.ts';

/**
 * Step 4. Waits through one window after the other: looks while a window is open, looks once more when it ends, then
 * has the invitation sent again, up to the limit; after that a person is asked, and `resend` takes it up again.
 */
export async function awaitAcceptance(run: Run): Promise<Acceptance> {
  return perform(run, 'awaitAcceptance', 'awaiting_acceptance', async (order) => {
    let next: RunCommand | 'wait' = order ?? 'wait';
    for (;;) {
      const { id, expiresAt, number } = currentInvitation(run);
      const invitation = { id, expiresAt: Date.parse(expiresAt) };
      const open = Date.now() < invitation.expiresAt;
      const capped = number >= run.record.input.maxInvitations;
      if (next === 'resend' || (!open && !capped)) {
        const accepted = await renew(run, invitation, number + 1);
        if (accepted !== undefined) return accepted;
      } else if (next === 'check' || !open) {
        const accepted = await look(run, invitation);
        if (accepted !== undefined) return accepted;
        if (!open) throw unanswered(run, number);
      }
      run.inbox.rest();
      const outcome = await waitInWindow(run);
      if (typeof outcome === 'object') return outcome;
      next = outcome;
    }
  });
}

function currentInvitation({ record }: Run) {
  const { invitation } = record.view;
  if (invitation === undefined) throw new Error('a run waits only after it has invited');
  return invitation;
}

/** Until somebody accepts, the window ends (`wait`: see what is due), or a command comes in. */
async function waitInWindow(run: Run): Promise<Acceptance | RunCommand | 'wait'> {
  const { record, inbox } = run;
  const { id, number, expiresAt } = currentInvitation(run);
  const ends = Date.parse(expiresAt);
  const watching = watchInput(run, { id, expiresAt: ends });
  const { awaitAcceptance: watch } = proxyActivities<VultrActivities>({
    ...watchOptions(record.input.timings, record.input.taskQueues.vultr),
    summary: `has ${record.view.email} accepted? (invitation ${number})`,
  });

  let accepted: Acceptance | undefined;
  let failed: { error: unknown } | undefined;
  const scope = new CancellationScope();
  const watched = scope.run(async () => {
    try {
      accepted = await watch(watching);
    } catch (error) {
      failed = { error };
    }
  });
  const summary = `invitation ${number} of ${record.input.maxInvitations} expires`;
  const something = () => accepted !== undefined || failed !== undefined || inbox.waiting();
  const remaining = ends - Date.now();
  if (remaining > 0) await condition(something, remaining, { summary });
  if (accepted === undefined && failed === undefined) {
    scope.cancel();
    await watched;
  }
  if (accepted !== undefined) return accepted;
  if (failed !== undefined && !isCancellation(failed.error)) throw failed.error;
  return inbox.take() ?? 'wait';
}

async function look(run: Run, invitation: InvitationRecord): Promise<Acceptance | undefined> {
  const { lookAtInvitation } = stepActivities(run, 'one more look at the invitation');
  const seen = await lookAtInvitation(watchInput(run, invitation));
  if (seen.outcome === 'accepted') return seen.acceptance;
  run.record.note('looked: not accepted yet');
  return undefined;
}

async function renew(
  run: Run,
  invitation: InvitationRecord,
  number: number,
): Promise<Acceptance | undefined> {
  const { record } = run;
  const { renewInvitation } = stepActivities(run, `one last look, then send invitation ${number}`);
  const renewed = await renewInvitation({
    ...watchInput(run, invitation),
    apiAccess: record.input.apiAccess,
  });
  if (renewed.outcome === 'accepted') return renewed.acceptance;
  const words = {
    resent: `invitation ${number} sent: the same one again`,
    sent_new: `invitation ${number} sent: a new one, since Vultr refused to resend the old one`,
    adopted: `invitation ${number}: adopted one that was sent already`,
  };
  holdInvitation(run, renewed.invitation, number, words[renewed.outcome]);
  record.enter('awaiting_acceptance', 'awaitAcceptance');
  return undefined;
}

/** Makes an invitation the one the run waits for. */
export function holdInvitation(
  { record }: Run,
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
}

function unanswered({ record }: Run, number: number): ApplicationFailure {
  const current = record.view.invitation;
  if (current !== undefined) record.change({ invitation: { ...current, status: 'expired' } });
  return ApplicationFailure.create({
    type: 'invitation_unanswered',
    message: `${number} of ${record.input.maxInvitations} invitations expired without an answer`,
    nonRetryable: true,
  });
}

function watchInput({ record }: Run, invitation: InvitationRecord): WatchInput {
  return { email: record.input.email, invitation, timings: record.input.timings };
}

function stepActivities({ record }: Run, summary: string) {
  const { timings, taskQueues } = record.input;
  return proxyActivities<VultrActivities>({ ...stepOptions(timings, taskQueues.vultr), summary });
}
