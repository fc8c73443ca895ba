import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { WatchActivities } from '../activities/index.ts';
import { shouldContinueAsNew } from './engine/continue-as-new.ts';
import type { InvitationWatchInput } from '../contract/temporal/invitation-watch.ts';
import type { InvitationWatchWorkflow } from '../contract/temporal/workflow-definitions.ts';
import { wakeSignal } from '../contract/temporal/messages.ts';

/** A worker that died is noticed after this long. */
const heartbeatTimeout = '8 s';
/** One activity goes on for an hour at most; then the next one begins, so that none is as old as the service. */
const roundMs = 60 * 60_000;

/**
 * Watches the invitations of an organization for all runs that wait: one at a time, because its id is made from the
 * organization's name. It holds nothing that is not in Temporal or Vultr, so another worker can go on with it at any time.
 */
export async function invitationWatch(first: InvitationWatchInput): Promise<never> {
  let input = first;
  let woken = false;
  setHandler(wakeSignal, (latest) => {
    input = latest;
    woken = true;
  });
  setCurrentDetails(
    'Looks at all invitations at once and hints to the run whose invitation has changed. The heartbeat of its activity says when it looked last, at how many.',
  );
  for (;;) {
    if (shouldContinueAsNew()) {
      await continueAsNew<InvitationWatchWorkflow>(input);
    }
    woken = false;
    const { watchInvitations } = proxyActivities<WatchActivities>({
      taskQueue: input.taskQueues.vultr,
      startToCloseTimeout: 2 * roundMs,
      heartbeatTimeout,
      retry: { initialInterval: '1 s', maximumInterval: '30 s' },
      priority: { priorityKey: 2 },
      summary: 'sweep the invitations while somebody waits',
    });
    const { pending } = await watchInvitations({ ...input, roundMs });
    const summary = 'nobody waits: the next sweep, unless an invitation goes out';
    if (pending === 0) await condition(() => woken, input.idleMs, { summary });
  }
}
