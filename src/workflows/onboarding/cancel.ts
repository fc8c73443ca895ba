import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { KeptUser } from '../../contract/api/onboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import { isDead, noMarginMs } from '../../contract/rules/invitation-expiry.ts';
import { keepReasons } from '../../contract/rules/keep-reasons.ts';
import { withoutGrants } from '../../contract/temporal/person-record.ts';
import type { InvitationRecord, UndoResult } from '../../contract/temporal/step-data.ts';
import { once } from '../engine/once.ts';
import { runStep } from '../engine/run-step.ts';
import { createAcceptancePoller } from '../invitation/acceptance-poll.ts';
import { guardUntilDead } from '../invitation/guard-until-dead.ts';
import type { Onboarding } from './context.ts';
import { recordInvitation } from './effects.ts';
import { continueAsRehire } from './hand-over.ts';
import { countCancelled } from './metrics.ts';
import { pollInput } from './poll-input.ts';
import { groupsToUndo, membershipToUndo } from './superseded-access.ts';
import { vultrActivities } from './vultr-activities.ts';

/**
 * Brings a cancelled onboarding to its end. Vultr cannot revoke an invitation, so after it has undone what it did, the
 * onboarding guards its invitation until that is dead: anyone who accepts late is removed. A rehire in the meantime
 * continues this workflow and takes over the invitation.
 */
export async function cancelOnboarding(run: Onboarding): Promise<void> {
  const { record, control, inbox, requestHandler, effects, announcer } = run;
  control.disableInterrupts();
  const alive = await once(run, 'alive', async () => {
    const undone = await runStep(run, 'undoAccess', 'cancelling', () => undo(run), {
      skipped: () => ({
        alive: effects.ownInvitations.filter(({ expiresAt }) => !isDead(expiresAt, Date.now(), noMarginMs)),
      }),
    });
    return undone.alive;
  });
  if (alive.length > 0) await guard(run);
  const rehire = requestHandler.rehire();
  closeInvitation(run);
  record.note(rehire === undefined ? 'cancelled' : 'cancelled: rehired');
  countCancelled();
  record.enter('cancelled', record.view.step);
  record.publish();
  announcer.announce('onboarding.cancelled');
  inbox.resolveAll();
  await announcer.announced();
  if (rehire === undefined) return;
  requestHandler.complete();
  await condition(allHandlersFinished);
  await continueAsRehire(run, rehire, run.results.alive ?? []);
}

/** Takes everything back that the onboarding did, and finds the invitations that still have to be guarded. */
async function undo(run: Onboarding): Promise<Pick<UndoResult, 'alive'>> {
  const undone = await removeArrivals(run);
  forgetAccess(run);
  return undone;
}

/** What was taken back is not remembered as access that the person has. */
function forgetAccess(run: Onboarding): void {
  delete run.results.granted;
  const record = withoutGrants(run.input.record, groupsToUndo(run.effects));
  run.input = { ...run.input, record };
}

/** Removes anyone who joined through one of its own invitations. */
async function removeArrivals(run: Onboarding): Promise<Pick<UndoResult, 'alive'>> {
  const { input, record, effects } = run;
  const { baseline, ownInvitations, inDoubt } = effects;
  const membership = membershipToUndo(effects);
  const nobodyAdded =
    membership === undefined || membership.groupIds.every((id) => membership.added?.[id] === false);
  const nothingDone = ownInvitations.length === 0 && !inDoubt && nobodyAdded;
  if (baseline === undefined || nothingDone) return { alive: [] };
  const { undoAccess } = vultrActivities(
    run,
    'remove anyone who joined through an invitation of this onboarding',
  );
  const removedAlready = (record.view.removals ?? []).map(({ userId, email }) => ({ userId, email }));
  const { email, timings } = input;
  const toUndo = { ...effects, baseline, ...defined({ membership }) };
  const undone = await undoAccess({ email, effects: toUndo, removedAlready, timings });
  for (const { email: removed, action } of undone.removals) record.note(`${removed} ${action}`);
  noteKept(run, undone.kept);
  if (undone.removals.length > 0) {
    record.change({ removals: [...(record.view.removals ?? []), ...undone.removals] });
  }
  const followed = record.view.invitation;
  if (undone.accepted && followed !== undefined) {
    record.change({ invitation: { ...followed, status: 'accepted' } });
  }
  // From here on these are known; the doubt was about whether there are any.
  for (const invitation of undone.alive) recordInvitation(run, invitation);
  return undone;
}

function noteKept({ record }: Onboarding, found: readonly KeptUser[]): void {
  const known = record.view.kept ?? [];
  const kept = found.filter(
    ({ email, reason }) => !known.some((one) => one.email === email && one.reason === reason),
  );
  if (kept.length === 0) return;
  record.change({ kept: [...known, ...kept] });
  for (const { email, reason } of kept) record.note(`${email} stays: ${keepReasons[reason]}`);
}

/** Guards its invitations until the last one is dead or the person is rehired. */
async function guard(run: Onboarding): Promise<void> {
  const { input, record, inbox, effects, results, requestHandler } = run;
  // An operator lets a failed look be repeated.
  let lookFirst = run.failedStep === 'guardInvitation';
  const poller = createAcceptancePoller(run, {
    summary: `has ${input.email} accepted after all?`,
    pollInput: (invitation) => pollInput(run, invitation),
  });
  const attempt = async () => {
    try {
      await guardUntilDead({
        poller,
        inbox,
        alive: () => results.alive ?? [],
        async look() {
          lookFirst = true;
          results.alive = (await undo(run)).alive;
        },
        lookFirst,
        follow: (invitation) => follow(run, invitation),
        noteAcceptance(acceptance) {
          effects.acceptance = acceptance;
          record.note('the invitation was accepted after the cancellation');
        },
        isInterrupted: () => requestHandler.rehire() !== undefined,
        settleMs: input.timings.settleMs,
        timer: 'the invitation of the cancelled onboarding is dead',
      });
    } catch (error) {
      // Nobody is rehired by a workflow that waits for an operator.
      requestHandler.refuse('The cancelled onboarding needs attention while it guards its invitation.');
      throw error;
    } finally {
      poller.stop();
    }
  };
  await runStep(run, 'guardInvitation', 'guarding', attempt, { skipped: () => undefined });
}

/** Shows the invitation that is guarded, and until when. */
function follow({ record }: Onboarding, { id, expiresAt }: InvitationRecord): void {
  const { number = 1, sentAt } = record.view.invitation ?? {};
  const until = new Date(expiresAt).toISOString();
  if (record.view.invitation?.expiresAt !== until || record.view.invitation.id !== id) {
    record.note(`guarded until ${until}`);
  }
  record.change({
    invitation: { id, status: 'pending', number, expiresAt: until, ...defined({ sentAt }) },
  });
  record.publish();
}

function closeInvitation({ record, effects }: Onboarding): void {
  const { invitation } = record.view;
  if (invitation?.status !== 'pending') return;
  const isOver = isDead(Date.parse(invitation.expiresAt), Date.now(), noMarginMs);
  const status = effects.acceptance === undefined ? (isOver ? 'expired' : 'pending') : 'accepted';
  record.change({ invitation: { ...invitation, status } });
}
