import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { InvitationWatchInput } from '../../contract/temporal/invitation-watch.ts';
import { activityClient } from '../../temporal/activity-client.ts';
import { wakeWatch } from '../watch/wake.ts';

/** When one of these has succeeded, a flow may wait for an invitation that the watch does not know of. */
const inviting: ReadonlySet<string> = new Set(['inviteUser', 'renewInvitation', 'undoAccess']);

/** Wakes the watch after an activity has succeeded that sends invitations, or finds which ones have to be guarded. */
export function createWakeWatchInterceptor(watch: InvitationWatchInput): ActivityInterceptorsFactory {
  // A watch stays awake for longer after a wake. The rest of that time is for reads that lag behind an invitation.
  const awakeMs = (watch.lingerMs * 2) / 3;
  let wokenAtMs = Number.NEGATIVE_INFINITY;
  return (context) => ({
    inbound: {
      async execute(input, next) {
        const output = await next(input);
        if (inviting.has(context.info.activityType) && performance.now() - wokenAtMs > awakeMs) {
          wokenAtMs = performance.now();
          // The step has succeeded either way. Without this, the watch still sweeps, only later.
          await wakeWatch(activityClient(context), watch).catch(() => {
            wokenAtMs = Number.NEGATIVE_INFINITY;
          });
        }
        return output;
      },
    },
  });
}
