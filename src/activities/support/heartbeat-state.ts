import { Context } from '@temporalio/activity';
import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';

/** What an attempt leaves for the next one: Temporal hands it the details of the last heartbeat. */
type AttemptState = {
  /** How often a reading did not show yet what it should. */
  readonly misses?: number;
  /** An attempt has written something, or sent it and did not learn what became of it. */
  readonly inDoubt?: boolean;
  /** An attempt has looked at the invitation, so a first attempt after it is one that the watch has called for. */
  readonly looked?: boolean;
  /** How many looks there were since the watch has hinted; absent where reads can lag no more. */
  readonly afterHint?: number | undefined;
  /** Users whose removal was sent. */
  readonly removing?: readonly ConfirmedPerson[];
};

const memories = new WeakMap<Context, AttemptState>();

/** What this attempt has put down so far, beginning with what the attempt before left. */
export function loadAttemptState(): AttemptState {
  const context = Context.current();
  return memories.get(context) ?? (context.info.heartbeatDetails as AttemptState | undefined) ?? {};
}

export function saveAttemptState(memory: AttemptState): void {
  const context = Context.current();
  const all = { ...loadAttemptState(), ...memory };
  memories.set(context, all);
  context.heartbeat(all);
}

/**
 * Whether something may have been sent whose outcome is not known. An attempt that ended without a word, because its
 * worker died, leaves no memory either; so a later attempt without one is in doubt.
 */
export function inDoubt(): boolean {
  return loadAttemptState().inDoubt ?? Context.current().info.attempt > 1;
}
