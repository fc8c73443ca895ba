import { Context } from '@temporalio/activity';
import type { GrantProgress } from '../../contract/temporal/grant.ts';
import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';

/** What an attempt leaves for the next one: Temporal passes it the details of the last heartbeat. */
export type AttemptState = Partial<GrantProgress> & {
  /** How many reads did not show yet what they should. */
  readonly staleReads?: number;
  /** An attempt has written something, or sent a write whose outcome it did not learn. */
  readonly inDoubt?: boolean;
  /** How many polls there have been. */
  readonly polls?: number;
  /** Which attempt ran out of time without having written, and since when the lists that it used were read: see `createListAge`. */
  readonly outOfTime?: { readonly processId: string; readonly attempt: number; readonly sinceMs: number };
  /** Users whose removal was sent. */
  readonly removing?: readonly ConfirmedPerson[];
};

const states = new WeakMap<Context, AttemptState>();

/** Returns what this attempt has saved so far, starting from what the previous attempt left. */
export function loadAttemptState(): AttemptState {
  const context = Context.current();
  return states.get(context) ?? (context.info.heartbeatDetails as AttemptState | undefined) ?? {};
}

/** Adds to the state of this attempt and sends it with a heartbeat. */
export function saveAttemptState(changes: AttemptState): void {
  Context.current().heartbeat(setAttemptState(changes));
}

/** Adds to the state of this attempt without telling Temporal: its failure will. Returns the state. */
export function setAttemptState(changes: AttemptState): AttemptState {
  const state = { ...loadAttemptState(), ...changes };
  states.set(Context.current(), state);
  return state;
}

/**
 * Whether a write may have been sent whose outcome is unknown. An attempt whose worker died leaves no state, so a
 * later attempt that finds none is in doubt as well.
 */
export function inDoubt(): boolean {
  return loadAttemptState().inDoubt ?? Context.current().info.attempt > 1;
}
