import { setDefaultSignalHandler, workflowInfo } from '@temporalio/workflow';
import type { OffboardingEvent, OffboardingEventType } from '../../contract/api/offboarding-event.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import type { BrakeExchange } from '../../contract/temporal/brake.ts';
import { defined } from '../../contract/lib/optional.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { initialOffboardingView } from '../../contract/temporal/initial-offboarding-view.ts';
import type {
  DepartureResults,
  InterruptedOnboarding,
  OffboardingCheckpoint,
} from '../../contract/temporal/offboarding-checkpoint.ts';
import type { OffboardingInput } from '../../contract/temporal/offboarding-input.ts';
import type { Effects } from '../../contract/temporal/step-data.ts';
import { nowIso } from '../engine/now.ts';
import { createRunContext, type RunContext } from '../engine/run-context.ts';
import { offboardingFlow } from './flow.ts';
import { createOrderHandler, type OrderHandler } from './order-handler.ts';
import { createRehireHandler, type RehireHandler } from './rehire-handler.ts';
import { rejectRequests } from './reject-requests.ts';
import type { OffboardingTypes } from './types.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Everything that the steps of one offboarding share. What must survive a continue-as-new is in its checkpoint. */
export type Offboarding = RunContext<OffboardingTypes> & {
  readonly input: OffboardingInput;
  readonly results: Mutable<DepartureResults>;
  /** What the onboarding that the departure interrupted had done. */
  readonly inherited: Effects | undefined;
  /** That onboarding, which goes on if the departure is called off. */
  readonly interrupted: InterruptedOnboarding | undefined;
  brakeExchange: BrakeExchange | undefined;
  readonly orderHandler: OrderHandler;
  readonly rehireHandler: RehireHandler;
};

/** `continueAsNew` hands everything to the next execution of the same offboarding. */
export function createOffboarding(
  input: OffboardingInput,
  checkpoint: OffboardingCheckpoint | undefined,
  continueAsNew: (run: Offboarding) => Promise<never>,
): Offboarding {
  const { workflowId, startTime } = workflowInfo();
  const id = flowIdFor(workflowId, input.flow);
  // A hint that comes before the guard, and a late answer of a group writer, ask for nothing.
  setDefaultSignalHandler(() => {});
  const context = createRunContext<OffboardingTypes>({
    flow: offboardingFlow,
    initialView: initialOffboardingView(id, input, startTime.getTime()),
    timings: input.timings,
    hasReceivers: input.events === true,
    owner: input.record.owner,
    toEvent,
    number: input.flow,
    handledUpdates: input.record.handledUpdates,
    resumed: checkpoint?.inProgress?.engine,
    writeUncertainSince: checkpoint?.writeUncertainSince,
    continueAsNew: () => continueAsNew(run),
  });
  rejectRequests(context.record, id);
  const run: Offboarding = Object.assign(context, {
    input,
    results: { ...checkpoint?.inProgress?.results },
    inherited: checkpoint?.inherited,
    interrupted: checkpoint?.interrupted,
    brakeExchange: checkpoint?.inProgress?.brakeExchange,
    orderHandler: createOrderHandler({ ...context, personId: workflowId, flow: input.flow }),
    rehireHandler: createRehireHandler({ ...context, personId: workflowId, flow: input.flow }),
  });
  return run;
}

function toEvent(type: OffboardingEventType, sequence: number, view: OffboardingView): OffboardingEvent {
  const { id, kind, state, step, externalId, email, reason, graceEndsAt, attention, timings } = view;
  const shown = attention && {
    step: attention.step,
    code: attention.code,
    meaning: attention.meaning,
    remedy: attention.remedy,
    // Vultr's own response is only for callers with a key; a detail may repeat it, so it is cut short.
    detail: attention.detail.slice(0, 1_000),
    since: attention.since,
  };
  return {
    type,
    timestamp: nowIso(),
    data: {
      id,
      kind,
      sequence,
      state,
      step,
      email,
      reason,
      ...defined({ externalId, graceEndsAt, attention: shown }),
      timings,
    },
  };
}
