import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { WatchActivities } from '../activities/index.ts';
import type { InvitationWatchInput, WatchRoundResult } from '../contract/temporal/invitation-watch.ts';
import { wakeSignal } from '../contract/temporal/messages.ts';
import type { InvitationWatchWorkflow } from '../contract/temporal/workflow-definitions.ts';
import { shouldContinueAsNew } from './engine/continue-as-new.ts';

/** A worker that died is noticed after this long. */
const heartbeatTimeout = '8 s';
/**
 * One activity runs for at most an hour; then the next one starts, so that none is as old as the service. It ends sooner if so
 * many workers wake the watch meanwhile that its history should not grow any longer.
 */
const roundMs = 60 * 60_000;

/**
 * Watches the invitations of an organization for all onboardings that wait. There is one watch at a time, because its
 * workflow ID is made from the organization's name. It holds nothing that is not in Temporal or Vultr, so another worker
 * can continue it at any time.
 */
export async function invitationWatch(first: InvitationWatchInput, movedTotals = 0): Promise<never> {
  let input = first;
  let moved = movedTotals;
  let woken = false;
  let round: CancellationScope | undefined;
  setHandler(wakeSignal, (latest) => {
    input = latest;
    woken = true;
    if (workflowInfo().continueAsNewSuggested) round?.cancel();
  });
  setCurrentDetails(
    'Sweeps all invitations at once and hints to each onboarding whose invitation has changed. The heartbeat of its activity shows when the last sweep was, and how many invitations are pending. It sleeps while no onboarding waits.',
  );
  for (;;) {
    if (shouldContinueAsNew()) await continueAsNew<InvitationWatchWorkflow>(input, moved);
    // A wake that arrives from here on, even while the activity returns, ends the next sleep at once.
    woken = false;
    round = new CancellationScope();
    const { isNeeded, movedTotals: learned } = await watch(round, input, moved);
    round = undefined;
    moved = learned;
    const summary = 'no onboarding waits: sleeps, unless an invitation is sent';
    if (!isNeeded) await condition(() => woken, input.idleMs, { summary });
  }
}

/** Watches for one round, which the scope can end early. What the round has learned until then is kept. */
async function watch(
  round: CancellationScope,
  input: InvitationWatchInput,
  movedTotals: number,
): Promise<WatchRoundResult> {
  const { watchInvitations } = proxyActivities<WatchActivities>({
    taskQueue: input.taskQueues.vultr,
    startToCloseTimeout: 2 * roundMs,
    heartbeatTimeout,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: '1 s', maximumInterval: '30 s' },
    priority: { priorityKey: 2 },
    summary: 'sweep the invitations while an onboarding waits',
  });
  try {
    return await round.run(() => watchInvitations({ ...input, roundMs, movedTotals }));
  } catch (error) {
    // The round was ended while no worker had it. A cancellation in Temporal ends the watch.
    if (!isCancellation(error) || CancellationScope.current().consideredCancelled) throw error;
    return { isNeeded: true, movedTotals };
  }
}
