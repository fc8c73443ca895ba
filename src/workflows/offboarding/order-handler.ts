import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import { type DepartureRequest, offboardUpdate, staleRequest } from '../../contract/temporal/messages.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { rejection } from '../engine/command-validators.ts';
import type { Control } from '../engine/control.ts';
import { nowIso } from '../engine/now.ts';
import type { RunRecord } from '../engine/record.ts';
import type { OffboardingTypes } from './types.ts';

/** Takes an order for a person who is to leave later: nothing was taken yet, so the newest order counts. */
export type OrderHandler = {
  /** The order that takes the place of the scheduled one, if there is one. */
  readonly successor: () => DepartureRequest | undefined;
  /** Completes the order: the offboarding is about to continue as what was ordered. */
  readonly complete: () => void;
};

export type OrderHandlerOptions = {
  readonly record: RunRecord<OffboardingTypes>;
  readonly control: Control<OffboardingTypes>;
  readonly personId: string;
  readonly flow: number;
};

/** Sets its handler from the beginning: an update without a handler would wait for one, for days. */
export function createOrderHandler({ record, control, personId, flow }: OrderHandlerOptions): OrderHandler {
  let successor: DepartureRequest | undefined;
  let completed = false;

  setHandler(
    offboardUpdate,
    async (order) => {
      successor = order;
      const { requestedBy: by, flow: next } = order.input;
      const supersededBy = flowIdFor(personId, next);
      record.note(`superseded, by order of ${by}`);
      record.change({
        supersededBy,
        cancellation: { at: nowIso(), by, reason: `superseded by ${supersededBy}` },
      });
      control.handOver('interrupt');
      // After a cancellation in Temporal, the scope of the handler is cancelled; the order still counts.
      await CancellationScope.nonCancellable(() => condition(() => completed));
      return supersededBy;
    },
    {
      validator({ seenFlow }) {
        const { step, cancellation } = record.view;
        if (seenFlow === flow && step === 'awaitStart' && cancellation === undefined) return;
        throw rejection(
          staleRequest,
          `the newest flow is ${flowIdFor(personId, flow)}, or about to be another`,
        );
      },
    },
  );

  return { successor: () => successor, complete: () => void (completed = true) };
}
