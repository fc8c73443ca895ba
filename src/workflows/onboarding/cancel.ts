import { allHandlersFinished, condition, proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type { InvitationRecord, UndoResult } from '../../contract/temporal/step-data.ts';
import { stepOptions } from '../engine/activity-options.ts';
import { countCancelled } from './metrics.ts';
import { perform } from '../engine/run-step.ts';
import type { Run } from '../engine/run-context.ts';
import { handOver } from './rehire.ts';
import { openLooking } from './acceptance-poll.ts';

/**
 * Brings a cancelled run to its end. Vultr cannot take an invitation back, so after the run has undone what it did, it
 * guards the invitation until that is dead: who accepts it late is taken out again. Whoever hires the person again in
 * the meantime gets a new run, in the place of this one, that takes the invitation over.
 */
export async function cancelRun(run: Run): Promise<void> {
  const { record, control, inbox, succession, deeds, events } = run;
  control.close();
  const undone = await perform(
    run,
    'undoAccess',
    'cancelling',
    () => undo(run),
    () => ({ alive: deeds.own.filter(({ expiresAt }) => expiresAt > Date.now()) }),
  );
  const alive = await guard(run, undone.alive);
  const successor = succession.successor();
  closeInvitation(run);
  record.note(successor === undefined ? 'cancelled' : 'cancelled: hired again');
  countCancelled();
  record.enter('cancelled', record.view.step);
  events.announce('onboarding.cancelled');
  inbox.serveAll();
  await condition(allHandlersFinished);
  await events.announced();
  if (successor !== undefined) await handOver(run, successor, alive);
}

/** Takes out who came in by the run's invitation, and finds out which invitations still have to be guarded. */
async function undo(run: Run): Promise<Pick<UndoResult, 'alive'>> {
  const { record, deeds } = run;
  const { timings, taskQueues, email } = record.input;
  const { before, own, inDoubt, membership } = deeds;
  const nothingDone = own.length === 0 && !inDoubt && membership === undefined;
  if (before === undefined || nothingDone) return { alive: [] };
  const { undoAccess } = proxyActivities<VultrActivities>({
    ...stepOptions(timings, taskQueues.vultr),
    summary: 'take out who came in by the invitation of this run',
  });
  const removedAlready = (record.view.removals ?? []).map((one) => ({
    userId: one.userId,
    email: one.email,
  }));
  const undone = await undoAccess({ email, deeds: { ...deeds, before }, removedAlready, timings });
  for (const { email: removed, what } of undone.removals) record.note(`${removed} ${what}`);
  for (const words of undone.left) {
    if (!record.view.history.some(({ what }) => what === words)) record.note(words);
  }
  if (undone.removals.length > 0) {
    record.change({ removals: [...(record.view.removals ?? []), ...undone.removals] });
  }
  const followed = record.view.invitation;
  if (undone.accepted && followed !== undefined) {
    record.change({ invitation: { ...followed, status: 'accepted' } });
  }
  // From here on these are known; the doubt was about whether there are any.
  for (const invitation of undone.alive) {
    deeds.own = [...deeds.own.filter(({ id }) => id !== invitation.id), invitation];
  }
  return undone;
}

/**
 * Watches the invitation until it is dead, or the person is hired again. Whenever it is accepted, its end is reached,
 * or an operator asks, it is looked at everywhere. Answers what can still be accepted.
 */
async function guard(run: Run, first: readonly InvitationRecord[]): Promise<readonly InvitationRecord[]> {
  const { record, inbox, deeds, succession } = run;
  let alive = first;
  let isDue = false;
  const succeeded = () => succession.successor() !== undefined;
  if (alive.length === 0) return alive;
  const looking = openLooking(run, `has ${record.view.email} accepted after all?`);
  const watchOver = async () => {
    for (;;) {
      if (isDue) ({ alive } = await undo(run));
      const [longest] = alive;
      if (longest === undefined) return;
      follow(run, longest);
      inbox.serveTaken();
      if (succeeded()) return;
      const until = longest.expiresAt + record.input.timings.settleMs;
      const timer = 'the invitation of the cancelled run is dead';
      const called = () => inbox.waiting() || succeeded();
      const accepted = await looking.waitInWindow(longest, until, timer, called);
      if (accepted !== undefined) {
        deeds.acceptance = accepted;
        record.note('the invitation was accepted after the cancellation');
      }
      if (succeeded()) return;
      inbox.take();
      isDue = true;
    }
  };
  await perform(
    run,
    'guardInvitation',
    'guarding',
    () => watchOver().finally(looking.stop),
    () => undefined,
  );
  return alive;
}

/** Shows the invitation that is guarded, and until when. */
function follow({ record }: Run, { id, expiresAt }: InvitationRecord): void {
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

function closeInvitation({ record, deeds }: Run): void {
  const { invitation } = record.view;
  if (invitation?.status !== 'pending') return;
  const isOver = Date.parse(invitation.expiresAt) <= Date.now();
  const status = deeds.acceptance === undefined ? (isOver ? 'expired' : 'pending') : 'accepted';
  record.change({ invitation: { ...invitation, status } });
}
