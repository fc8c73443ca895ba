import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { WatchActivities } from '../activities/index.ts';
import type { InvitationWatchInput } from '../contract/temporal/invitation-watch.ts';
import { wakeSignal } from '../contract/temporal/messages.ts';
import type { InvitationWatchWorkflow } from '../contract/temporal/workflow-definitions.ts';
import { shouldContinueAsNew } from './engine/continue-as-new.ts';

/** A worker that died is noticed after this long. */
const heartbeatTimeout = '8 s';
/** One activity runs for at most an hour; then the next one starts, so that none is as old as the service. */
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
  setHandler(wakeSignal, (latest) => {
    input = latest;
    woken = true;
  });
  setCurrentDetails(
    'Sweeps all invitations at once and hints to each onboarding whose invitation has changed. The heartbeat of its activity shows when the last sweep was, and how many invitations are pending. It sleeps while no onboarding waits.',
  );
  for (;;) {
    if (shouldContinueAsNew()) await continueAsNew<InvitationWatchWorkflow>(input, moved);
    // A wake that arrives from here on, even while the activity returns, ends the next sleep at once.
    woken = false;
    const { watchInvitations } = proxyActivities<WatchActivities>({
      taskQueue: input.taskQueues.vultr,
      startToCloseTimeout: 2 * roundMs,
      heartbeatTimeout,
      retry: { initialInterval: '1 s', maximumInterval: '30 s' },
      priority: { priorityKey: 2 },
      summary: 'sweep the invitations while an onboarding waits',
    });
    const round = await watchInvitations({ ...input, roundMs, movedTotals: moved });
    moved = round.movedTotals;
    const summary = 'no onboarding waits: sleeps, unless an invitation is sent';
    if (!round.isNeeded) await condition(() => woken, input.idleMs, { summary });
  }
}
