import { ActivityFailure, CancellationScope, condition, TemporalFailure } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { FlowCommandInput, FlowTypes, State, Step } from './flow.ts';
import { nowIso } from './now.ts';
import type { RunRecord } from './record.ts';
import type { Rest } from './rest.ts';

/** Thrown at the next point where a flow that was cancelled or handed over can leave its steps. */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled';
}

/** What stops a flow from outside: `hold` until `resume`, `cancel` and `handOver` permanently. */
export type Control<Types extends FlowTypes> = {
  readonly hold: (command: FlowCommandInput) => void;
  readonly resume: () => void;
  readonly cancel: (command: FlowCommandInput) => void;
  /**
   * Ends the flow at the next point where it can leave its steps, even those that undo what it did: another flow of the
   * person takes over. `interrupt` or `finish` says what becomes of the step in progress.
   */
  readonly handOver: (step: 'interrupt' | 'finish') => void;
  /** From here on only `handOver` interrupts: the flow undoes what it did. */
  readonly disableInterrupts: () => void;
  /**
   * Lets the flow into a step: waits while it is on hold, and for as long as reads may lag behind a write whose outcome
   * is unknown. Calls `onArrival` at every stop on the way. On hold it shows `heldAt`, by default the step. Throws
   * `RunCancelled`.
   */
  readonly enterStep: (
    step: Step<Types>,
    state: State<Types>,
    onArrival: () => void,
    heldAt?: Step<Types>,
  ) => Promise<void>;
  /** Runs work that `hold` and `cancel` interrupt. The next attempt looks for what was written by then. */
  readonly interruptible: <T>(work: () => Promise<T>) => Promise<Interruptible<T>>;
  /** Records that a write may have been sent just now whose outcome is unknown. */
  readonly markWriteUncertain: () => void;
  /** Since when the outcome of a write is unknown, in milliseconds since 1970. */
  readonly writeUncertainSince: () => number | undefined;
  /** Whether the flow was cancelled, before another flow took over or without one. */
  readonly cancelled: () => boolean;
  /** Whether the flow is held, cancelled or handed over and must not continue. */
  readonly stopping: () => boolean;
};

export type Interruptible<T> =
  { readonly outcome: 'done'; readonly value: T } | { readonly outcome: 'interrupted' };

export type ControlOptions = {
  /** How long reads may lag behind a write. */
  readonly settleMs: number;
  /** What an earlier execution of the flow left. */
  readonly writeUncertainSince?: number | undefined;
  readonly rest: Rest;
};

export function createControl<Types extends FlowTypes>(
  record: RunRecord<Types>,
  { settleMs, writeUncertainSince, rest }: ControlOptions,
): Control<Types> {
  let cancelled = record.view.cancellation !== undefined;
  let interruptsDisabled = false;
  let handedOver = false;
  let uncertainSince = writeUncertainSince;
  let scope: CancellationScope | undefined;

  const stopping = () => handedOver || (!interruptsDisabled && (cancelled || record.view.hold !== undefined));

  const markWriteUncertain = () => void (uncertainSince = Date.now());

  async function settle(): Promise<void> {
    const remaining = (uncertainSince ?? -Infinity) + settleMs - Date.now();
    const summary = 'reads may lag behind a write whose outcome is unknown';
    if (remaining > 0 && (await condition(stopping, remaining, { summary }))) return;
    uncertainSince = undefined;
  }

  return {
    cancelled: () => cancelled,
    stopping,
    markWriteUncertain,
    writeUncertainSince: () => uncertainSince,
    hold({ by, reason }) {
      record.change({ hold: { at: nowIso(), by, ...defined({ reason }) } });
      scope?.cancel();
    },
    resume: record.clearHold,
    cancel({ by, reason = 'no reason given' }) {
      cancelled = true;
      record.clearHold();
      record.change({ cancellation: { at: nowIso(), by, reason } });
      scope?.cancel();
    },
    handOver(step) {
      handedOver = true;
      record.clearHold();
      if (step === 'interrupt') scope?.cancel();
    },
    disableInterrupts() {
      interruptsDisabled = true;
    },
    async enterStep(step, state, onArrival, heldAt = step) {
      do {
        if (handedOver || (cancelled && !interruptsDisabled)) throw new RunCancelled();
        if (stopping()) record.enter('on_hold', heldAt);
        else record.enter(state, step);
        onArrival();
        if (stopping()) await rest(() => !stopping() || cancelled || handedOver);
        else await settle();
      } while (stopping() || record.view.state === 'on_hold');
    },
    async interruptible(work) {
      const current = new CancellationScope();
      scope = current;
      try {
        return { outcome: 'done', value: await current.run(work) };
      } catch (error) {
        // Whatever ended the work, the next attempt starts with a fresh look.
        if (!stopping() || !(error instanceof TemporalFailure)) throw error;
        // A wait that was cut short has written nothing; an attempt may have, and its result is lost.
        if (error instanceof ActivityFailure) markWriteUncertain();
        return { outcome: 'interrupted' };
      } finally {
        scope = undefined;
      }
    },
  };
}
