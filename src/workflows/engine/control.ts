import { ActivityFailure, CancellationScope, condition, TemporalFailure } from '@temporalio/workflow';
import type { CommandInput } from '../../contract/temporal/messages.ts';
import type { OnboardingState, Step } from '../../contract/rules/states.ts';
import { nowIso, type RunRecord } from './record.ts';

/** Thrown at the next point where a run that was cancelled can leave its story. */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled';
}

/** What stops a run from outside: `hold` until `resume`, and `cancel` for good. */
export type Control = {
  readonly hold: (command: CommandInput) => void;
  readonly resume: () => void;
  readonly cancel: (command: CommandInput) => void;
  /** From here on nothing interrupts: a cancelled run is to be brought to its end. */
  readonly disableInterrupts: () => void;
  /**
   * Lets the run into a step: waits while it is on hold, and for as long as reads may lag behind a write that ended
   * badly. `arrived` is called at every stop on the way. Throws `RunCancelled`.
   */
  readonly enterStep: (step: Step, state: OnboardingState, arrived: () => void) => Promise<void>;
  /** Does work that `hold` and `cancel` interrupt. What was written by then is looked for when it is done again. */
  readonly interruptible: <T>(work: () => Promise<T>) => Promise<Interruptible<T>>;
  /** Something may have been written a moment ago whose answer is not known. */
  readonly markWriteUncertain: () => void;
  /** Whether the run has been told to stop where it is. */
  readonly stopping: () => boolean;
};

export type Interruptible<T> =
  { readonly outcome: 'done'; readonly value: T } | { readonly outcome: 'interrupted' };

export function createControl(record: RunRecord): Control {
  let cancelled = false;
  let closed = false;
  let unsettledAt: number | undefined;
  let scope: CancellationScope | undefined;

  const stopping = () => !closed && (cancelled || record.view.hold !== undefined);

  const markWriteUncertain = () => void (unsettledAt = Date.now());

  async function settle(): Promise<void> {
    const remaining = (unsettledAt ?? -Infinity) + record.input.timings.settleMs - Date.now();
    const summary = 'reads may lag behind a write that was under way';
    if (remaining > 0 && (await condition(stopping, remaining, { summary }))) return;
    unsettledAt = undefined;
  }

  return {
    stopping,
    markWriteUncertain,
    hold({ by, reason }) {
      record.change({ hold: { at: nowIso(), by, ...(reason === undefined ? {} : { reason }) } });
      scope?.cancel();
    },
    resume: () => record.forget('hold'),
    cancel({ by, reason = 'no reason given' }) {
      cancelled = true;
      record.forget('hold');
      record.change({ cancellation: { at: nowIso(), by, reason } });
      scope?.cancel();
    },
    disableInterrupts() {
      closed = true;
    },
    async enterStep(step, state, arrived) {
      do {
        if (cancelled && !closed) throw new RunCancelled();
        record.enter(stopping() ? 'on_hold' : state, step);
        arrived();
        if (stopping()) await condition(() => !stopping() || cancelled);
        else await settle();
      } while (stopping() || record.view.state === 'on_hold');
    },
    async interruptible(work) {
      const own = new CancellationScope();
      scope = own;
      try {
        return { outcome: 'done', value: await own.run(work) };
      } catch (error) {
        // Whatever ended the work, it is looked at afresh when it is taken up again.
        if (!stopping() || !(error instanceof TemporalFailure)) throw error;
        // A wait that was cut short has written nothing; an attempt may have, and its answer is lost.
        if (error instanceof ActivityFailure) markWriteUncertain();
        return { outcome: 'interrupted' };
      } finally {
        scope = undefined;
      }
    },
  };
}
