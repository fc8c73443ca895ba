import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { loadAttemptState, saveAttemptState } from './heartbeat-state.ts';

/** How old the lists may be that an attempt reads. */
export type ListAge = {
  /** See `CallOptions`. */
  readonly readSinceMs: () => number | undefined;
  /** The attempt ends because its time is over, so the next one may use what was read for this one. */
  readonly outOfTime: () => void;
  /** From now on, only a list that is read from now on is recent enough. */
  readonly written: () => void;
};

/** Other processes have other lists and another clock. */
const processId = randomUUID();

/**
 * A list may take longer to read than an attempt has, and an attempt that has waited for one may have too little time
 * left to write. The next attempt, if it is on the same worker, then uses the lists of the attempts before it, as far back
 * as all of them ran out of time without having written anything: what they looked at is what it would have looked at.
 */
export function createListAge(): ListAge {
  const { attempt } = Context.current().info;
  const { outOfTime: previous } = loadAttemptState();
  const follows = previous?.processId === processId && previous.attempt === attempt - 1;
  const sinceMs = follows ? previous.sinceMs : undefined;
  const beganAtMs = performance.now();
  let hasWritten = false;
  return {
    readSinceMs: () => (hasWritten ? undefined : sinceMs),
    outOfTime() {
      if (hasWritten) return;
      saveAttemptState({ outOfTime: { processId, attempt, sinceMs: sinceMs ?? beganAtMs } });
    },
    written() {
      hasWritten = true;
    },
  };
}
