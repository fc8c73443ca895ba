import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { InvitationWatchInput } from '../../contract/temporal/invitation-watch.ts';
import { wakeWatch } from '../watch/wake.ts';

/** A watch that was woken less than this long ago is awake. */
const awakeMs = 5_000;

/** After one of these succeeds, an invitation is pending that someone may accept. */
const inviting: ReadonlySet<string> = new Set(['inviteUser', 'renewInvitation']);

/** Wakes the watch after an activity that sends an invitation has succeeded. */
export function createWakeWatchInterceptor(watch: InvitationWatchInput): ActivityInterceptorsFactory {
  let wokenAt = Number.NEGATIVE_INFINITY;
  return (context) => ({
    inbound: {
      async execute(input, next) {
        const output = await next(input);
        if (inviting.has(context.info.activityType) && performance.now() - wokenAt > awakeMs) {
          wokenAt = performance.now();
          // The step is done whether or not this works: the watch also looks by itself, only later.
          await wakeWatch(context.client, watch).catch(() => {
            wokenAt = Number.NEGATIVE_INFINITY;
          });
        }
        return output;
      },
    },
  });
}
