import { allHandlersFinished, condition, proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type { KeptUser } from '../../contract/api/onboarding-view.ts';
import { isDead, noMarginMs } from '../../contract/rules/invitation-expiry.ts';
import { keepReasons } from '../../contract/rules/keep-reasons.ts';
import type { InvitationRecord, UndoResult } from '../../contract/temporal/step-data.ts';
import { stepOptions } from '../engine/activity-options.ts';
import { countCancelled } from './metrics.ts';
import { runStep } from '../engine/run-step.ts';
import type { RunContext } from '../engine/run-context.ts';
import { continueAsRehire } from './hand-over.ts';
import { recordInvitation } from './effects.ts';
import { createAcceptancePoller } from './acceptance-poll.ts';

/**
 * Brings a cancelled run to its end. Vultr cannot take an invitation back, so after the run has undone what it did, it
 * guards the invitation until that is dead: who accepts it late is taken out again. Whoever hires the person again in
 * the meantime gets a new run, in the place of this one, that takes the invitation over.
 */
export async function cancelOnboarding(run: RunContext): Promise<void> {
  const { record, control, inbox, rehireHandler, effects, announcer } = run;
  control.disableInterrupts();
  const undone = await runStep(
    run,
    'undoAccess',
    'cancelling',
    () => undo(run),
    () => ({
      alive: effects.ownInvitations.filter(({ expiresAt }) => !isDead(expiresAt, Date.now(), noMarginMs)),
    }),
  );
  const alive = await guard(run, undone.alive);
  const successor = rehireHandler.request();
  closeInvitation(run);
  record.note(successor === undefined ? 'cancelled' : 'cancelled: hired again');
  countCancelled();
  record.enter('cancelled', record.view.step);
  announcer.announce('onboarding.cancelled');
  inbox.resolveAll();
  await condition(allHandlersFinished);
  await announcer.announced();
  if (successor !== undefined) await continueAsRehire(run, successor, alive);
}

/** Takes out who came in by the run's invitation, and finds out which invitations still have to be guarded. */
async function undo(run: RunContext): Promise<Pick<UndoResult, 'alive'>> {
  const { record, effects } = run;
  const { timings, taskQueues, email } = record.input;
  const { baseline, ownInvitations, inDoubt, membership } = effects;
  const nothingDone = ownInvitations.length === 0 && !inDoubt && membership === undefined;
  if (baseline === undefined || nothingDone) return { alive: [] };
  const { undoAccess } = proxyActivities<VultrActivities>({
    ...stepOptions(timings, taskQueues.vultr),
    summary: 'take out who came in by the invitation of this run',
  });
  const removedAlready = (record.view.removals ?? []).map((one) => ({
    userId: one.userId,
    email: one.email,
  }));
  const undone = await undoAccess({
    email,
    effects: { ...effects, baseline },
    removedAlready,
    timings,
  });
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
  for (const invitation of undone.alive) {
    recordInvitation(run, invitation);
  }
  return undone;
}

function noteKept({ record }: RunContext, found: readonly KeptUser[]): void {
  const known = record.view.kept ?? [];
  const kept = found.filter(
    ({ email, reason }) => !known.some((one) => one.email === email && one.reason === reason),
  );
  if (kept.length === 0) return;
  record.change({ kept: [...known, ...kept] });
  for (const { email, reason } of kept) record.note(`${email} stays: ${keepReasons[reason]}`);
}

/**
 * Watches the invitation until it is dead, or the person is hired again. Whenever it is accepted, its end is reached,
 * or an operator asks, it is looked at everywhere. Answers what can still be accepted.
 */
async function guard(
  run: RunContext,
  first: readonly InvitationRecord[],
): Promise<readonly InvitationRecord[]> {
  const { record, inbox, effects, rehireHandler } = run;
  let alive = first;
  let isDue = false;
  const succeeded = () => rehireHandler.request() !== undefined;
  if (alive.length === 0) return alive;
  const looking = createAcceptancePoller(run, `has ${record.view.email} accepted after all?`);
  const watchOver = async () => {
    for (;;) {
      if (isDue) ({ alive } = await undo(run));
      const [longest] = alive;
      if (longest === undefined) return;
      follow(run, longest);
      inbox.resolveTaken();
      if (succeeded()) return;
      const until = longest.expiresAt + record.input.timings.settleMs;
      const timer = 'the invitation of the cancelled run is dead';
      const called = () => inbox.waiting() || succeeded();
      const accepted = await looking.waitInWindow(longest, until, timer, called);
      if (accepted !== undefined) {
        effects.acceptance = accepted;
        record.note('the invitation was accepted after the cancellation');
      }
      if (succeeded()) return;
      inbox.take();
      isDue = true;
    }
  };
  await runStep(
    run,
    'guardInvitation',
    'guarding',
    () => watchOver().finally(looking.stop),
    () => undefined,
  );
  return alive;
}

/** Shows the invitation that is guarded, and until when. */
function follow({ record }: RunContext, { id, expiresAt }: InvitationRecord): void {
  const { number = 1, sentAt } = record.view.invitation ?? {};
  const until = new Date(expiresAt).toISOString();
  if (record.view.invitation?.expiresAt !== until || record.view.invitation.id !== id) {
    record.note(`guarded until ${until}`);
  }
  record.change({
    invitation: {
      id,
      status: 'pending',
      number,
      expiresAt: until,
      ...(sentAt === undefined ? {} : { sentAt }),
    },
  });
  record.publish();
}

function closeInvitation({ record, effects }: RunContext): void {
  const { invitation } = record.view;
  if (invitation?.status !== 'pending') return;
  const isOver = isDead(Date.parse(invitation.expiresAt), Date.now(), noMarginMs);
  const status = effects.acceptance === undefined ? (isOver ? 'expired' : 'pending') : 'accepted';
  record.change({ invitation: { ...invitation, status } });
}
