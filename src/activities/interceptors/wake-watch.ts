import { Context } from '@temporalio/activity';
import type { InvitationWatchInput } from '../../contract/temporal/invitation-watch.ts';
import { wakeWatch } from '../watch/wake.ts';

/** A watch that was woken so recently is awake. */
const awakeMs = 5_000;

/** Wakes the watch when the activity has succeeded: an invitation is out, and somebody may accept it. */
export function wakingTheWatch<Input extends unknown[], Output>(
  activity: (...input: Input) => Promise<Output>,
  watch: InvitationWatchInput | undefined,
): (...input: Input) => Promise<Output> {
  if (watch === undefined) return activity;
  let wokenAt = Number.NEGATIVE_INFINITY;
  return async (...input) => {
    const output = await activity(...input);
    if (performance.now() - wokenAt > awakeMs) {
      wokenAt = performance.now();
      // The step is done whatever becomes of it: the watch also looks by itself, only later.
      await wakeWatch(Context.current().client, watch).catch(() => {
        wokenAt = Number.NEGATIVE_INFINITY;
      });
    }
    return output;
  };
}
