import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { OnboardingEvent, EventType } from '../../contract/api/events.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { BrakeExchange } from '../../contract/temporal/brake.ts';
import { initialView } from '../../contract/temporal/initial-view.ts';
import type {
  GroupExchange,
  OnboardingCheckpoint,
  StepResults,
} from '../../contract/temporal/onboarding-checkpoint.ts';
import { hintSignal } from '../../contract/temporal/messages.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import {
  exchangesByGroup,
  membershipByGroup,
  resultsByGroup,
  withGroups,
} from '../../contract/temporal/one-group.ts';
import type { Effects } from '../../contract/temporal/step-data.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { nowIso } from '../engine/now.ts';
import { createRunContext, type RunContext } from '../engine/run-context.ts';
import { createOnboardingFlow } from './flow.ts';
import { amended } from './amend.ts';
import { interruptForDeparture, interruptForSuccessor } from './interrupt.ts';
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
  /** What was asked of the writers of its groups, by the name of the group. */
  groupExchanges: Readonly<Record<string, GroupExchange>>;
  /** What was asked of the brake, as long as it has not decided. */
  brakeExchange: BrakeExchange | undefined;
  readonly requestHandler: RequestHandler;
  /** The hold that a departure has ended: the onboarding is on hold again if the departure is called off. */
  readonly endedHold: OnboardingView['hold'];
};

/** `continueAsNew` hands everything to the next execution of the same onboarding. */
export function createOnboarding(
  given: OnboardingInput,
  checkpoint: OnboardingCheckpoint | undefined,
  continueAsNew: (run: Onboarding) => Promise<never>,
): Onboarding {
  const input = withGroups(given);
  const { workflowId, startTime } = workflowInfo();
  const startedAt = startTime.getTime();
  const inProgress = checkpoint?.inProgress;
  // A hint asks nothing of an onboarding that does not wait. A poller takes this handler over.
  setHandler(hintSignal, () => {});
  const context = createRunContext<OnboardingTypes>({
    flow: createOnboardingFlow(input),
    initialView: checkpoint?.view ?? initialView(flowIdFor(workflowId, input.flow), input, startedAt),
    timings: input.timings,
    hasReceivers: input.events === true,
    owner: input.record.owner,
    toEvent,
    number: input.flow,
    handledUpdates: input.record.handledUpdates,
    resumed: inProgress?.engine,
    writeUncertainSince: checkpoint?.writeUncertainSince,
    continueAsNew: () => continueAsNew(onboarding),
  });
  const nothing = { startedAt, ownInvitations: [], inDoubt: false };
  const run = Object.assign(context, {
    input,
    effects: effectsOf(checkpoint?.effects ?? nothing),
    results: { ...resultsByGroup(inProgress?.results ?? {}, input) },
    groupExchanges: exchangesByGroup(inProgress, input),
    brakeExchange: inProgress?.brakeExchange,
    endedHold: undefined as OnboardingView['hold'],
  });
  // Last: an update that the first workflow task brings is handled while its handler is set.
  const requestHandler = createRequestHandler({
    record: context.record,
    personId: workflowId,
    flow: input.flow,
    personKeys: () => run.input.personKeys,
    amend: (change) => void (run.input = amended(run, change)),
    depart(order) {
      run.endedHold = run.record.view.hold;
      interruptForDeparture(run, workflowId, order);
    },
    supersede: (request) => interruptForSuccessor(run, workflowId, request),
  });
  const onboarding: Onboarding = Object.assign(run, { requestHandler });
  return onboarding;
}

function effectsOf(effects: Effects): Mutable<Effects> {
  const { membership } = effects;
  return membership === undefined
    ? { ...effects }
    : { ...effects, membership: membershipByGroup(membership) };
}

function toEvent(type: EventType, sequence: number, view: OnboardingView): OnboardingEvent {
  const { id, state, step, externalId, email, group, groups, invitation, attention, timings } = view;
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
      ...defined({ groups, externalId, invitation, attention: attention && withoutVultr(attention) }),
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
