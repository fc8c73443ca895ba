import { setHandler, sleep } from '@temporalio/workflow';
import { refreshSignal } from '../../contract/temporal/messages.ts';
import { shouldContinueAsNew } from '../engine/continue-as-new.ts';

/** Every write puts the whole memo into the history. */
const writesBeforeContinuing = 50;

/** A resource lives for years; no execution of it keeps code or an encryption key in use for longer than this. */
const longestExecution = '30 days';

export type Renewal = {
  readonly countWrite: () => void;
  /** Whether the execution should continue as new at its next rest. */
  readonly isDue: () => boolean;
};

/** Decides when a workflow that keeps a resource continues as new. */
export function createRenewal(): Renewal {
  let writes = 0;
  let isAsked = false;
  const ask = () => {
    isAsked = true;
  };
  setHandler(refreshSignal, ask);
  void sleep(longestExecution, { summary: 'continues as new under the current code and key' }).then(ask);
  return {
    countWrite: () => writes++,
    isDue: () => isAsked || writes >= writesBeforeContinuing || shouldContinueAsNew(),
  };
}
