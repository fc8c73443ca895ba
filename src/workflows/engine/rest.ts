import { allHandlersFinished, condition } from '@temporalio/workflow';
import { shouldContinueAsNew } from './continue-as-new.ts';

/**
 * Waits until `until` returns true, for as long as it takes or up to a timer that Temporal's UI shows. Returns false if the
 * timer ended the wait. Whatever may take days waits here: this is where an execution continues as new.
 */
export type Rest = (until: () => boolean, timer?: RestTimer) => Promise<boolean>;

export type RestTimer = { readonly ms: number; readonly summary: string };

export type RestOptions = {
  /** Stops commands from queueing, so that the execution comes to rest. */
  readonly drain: () => void;
  /** Resolves when everything is handed over that must not be cut off. */
  readonly settled: () => Promise<void>;
  readonly continueAsNew: () => Promise<never>;
};

/** Continues as new only while no command waits, so that none is lost and none is done twice. */
export function createRest(options: RestOptions): Rest {
  return async (until, timer) => {
    const end = timer === undefined ? undefined : Date.now() + timer.ms;
    if (shouldContinueAsNew()) options.drain();
    for (;;) {
      const wake = () => until() || canContinue();
      if (end === undefined) await condition(wake);
      else {
        const ms = end - Date.now();
        const summary = timer?.summary ?? '';
        if (!until() && (ms <= 0 || !(await condition(wake, ms, { summary })))) return false;
      }
      if (until()) return true;
      await options.settled();
      // An event was on its way: meanwhile a command may have arrived.
      if (!until() && canContinue()) await options.continueAsNew();
    }
  };
}

function canContinue(): boolean {
  return shouldContinueAsNew() && allHandlersFinished();
}
