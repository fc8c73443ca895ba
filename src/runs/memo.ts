import type { RunMemo } from '../contract/run-memo.ts';
import type { RunView } from '../contract/run-view.ts';
import type { RunState } from '../contract/states.ts';

const finalStates: ReadonlySet<RunState> = new Set(['completed', 'cancelled']);

/**
 * The view, corrected where Temporal ended the run from outside: a terminated workflow runs no more code, so it could
 * not write down its own end.
 */
export function viewOf(memo: Pick<RunMemo, 'view'>, temporalStatus: string): RunView {
  const { view } = memo;
  if (temporalStatus === 'RUNNING' || temporalStatus === 'PAUSED' || finalStates.has(view.state)) return view;
  const { attention: _, ...rest } = view;
  return {
    ...rest,
    state: 'cancelled',
    next: `Nothing: the run was ended in Temporal (${temporalStatus.toLowerCase()}). A new POST starts over and adopts what exists.`,
  };
}

export function isRunMemo(memo: Readonly<Record<string, unknown>> | undefined): memo is RunMemo {
  return memo !== undefined && typeof memo['fingerprint'] === 'string' && typeof memo['view'] === 'object';
}
