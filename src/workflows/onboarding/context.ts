import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { OnboardingEvent, EventType } from '../../contract/api/events.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import { initialView } from '../../contract/temporal/initial-view.ts';
import type {
  GroupExchange,
  OnboardingCheckpoint,
  StepResults,
} from '../../contract/temporal/onboarding-checkpoint.ts';
import { hintSignal } from '../../contract/temporal/messages.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { Effects } from '../../contract/temporal/step-data.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { nowIso } from '../engine/now.ts';
import { createRunContext, type RunContext } from '../engine/run-context.ts';
import { createOnboardingFlow } from './flow.ts';
import { amended } from './amend.ts';
import { createRequestHandler, type RequestHandler } from './request-handler.ts';
import type { OnboardingTypes } from './types.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Everything that the steps of one onboarding share. What must survive a continue-as-new is in its checkpoint. */
export type Onboarding = RunContext<OnboardingTypes> & {
  /** Its details can change while the onboarding runs. */
  input: OnboardingInput;
  /** Recorded before a step writes, so that nothing is missed if the onboarding is cancelled in between. */
  readonly effects: Mutable<Effects>;
  readonly results: Mutable<StepResults>;
  groupExchange: GroupExchange | undefined;
  readonly requestHandler: RequestHandler;
};

/** `continueAsNew` hands everything to the next execution of the same onboarding. */
export function createOnboarding(
  input: OnboardingInput,
  checkpoint: OnboardingCheckpoint | undefined,
  continueAsNew: (run: Onboarding) => Promise<never>,
): Onboarding {
  const { workflowId, startTime } = workflowInfo();
  const startedAt = startTime.getTime();
  const inProgress = checkpoint?.inProgress;
  // A hint asks nothing of an onboarding that does not wait. A poller takes this handler over.
  setHandler(hintSignal, () => {});
  const context = createRunContext<OnboardingTypes>({
    flow: createOnboardingFlow(input.maxInvitations),
    initialView: initialView(flowIdFor(workflowId, input.flow), input, startedAt),
    timings: input.timings,
    hasReceivers: input.events === true,
    toEvent,
    number: input.flow,
    handledUpdates: input.record.handledUpdates,
    resumed: inProgress?.engine,
    continueAsNew: () => continueAsNew(run),
  });
  const nothing = { startedAt, ownInvitations: [], inDoubt: false };
  const run: Onboarding = Object.assign(context, {
    input,
    effects: { ...(checkpoint?.effects ?? nothing) },
    results: { ...inProgress?.results },
    groupExchange: inProgress?.groupExchange,
    requestHandler: createRequestHandler({
      record: context.record,
      personId: workflowId,
      flow: input.flow,
      amend: (change) => void (run.input = amended(run, change)),
    }),
  });
  return run;
}

/** Runs a step unless an earlier execution has completed it. */
export async function once<Key extends keyof StepResults>(
  { results }: Onboarding,
  key: Key,
  step: () => Promise<NonNullable<StepResults[Key]>>,
): Promise<NonNullable<StepResults[Key]>> {
  const done = results[key];
  if (done !== undefined) return done;
  const result = await step();
  results[key] = result;
  return result;
}

function toEvent(type: EventType, sequence: number, view: OnboardingView): OnboardingEvent {
  const { id, state, step, externalId, email, group, invitation, attention, timings } = view;
  return {
    type,
    timestamp: nowIso(),
    data: {
      id,
      sequence,
      state,
      step,
      email,
      group,
      ...defined({ externalId, invitation, attention: attention && withoutVultr(attention) }),
      timings,
    },
  };
}

/** Vultr's own response is only for callers with a key; a detail may repeat it, so it is cut short. */
function withoutVultr({
  step,
  code,
  meaning,
  remedy,
  detail,
  since,
}: NonNullable<OnboardingView['attention']>) {
  return { step, code, meaning, remedy, detail: detail.slice(0, 1_000), since };
}
