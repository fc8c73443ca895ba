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
      await untilTaskIsHandled();
      // An event was on its way: meanwhile a command or a result may have arrived.
      if (!until() && canContinue()) await options.continueAsNew();
    }
  };
}

/**
 * Waits until everything that came with the current workflow task has had its effect. The SDK checks conditions between two
 * jobs of a task, before the promises that a job resolves have run: the result of an activity that ends the rest would be
 * lost if the execution continued as new at that moment. It checks a condition again only when no promise is left to run.
 */
async function untilTaskIsHandled(): Promise<void> {
  let checks = 0;
  await condition(() => ++checks > 1);
}

function canContinue(): boolean {
  return shouldContinueAsNew() && allHandlersFinished();
}
