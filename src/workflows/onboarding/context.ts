import { workflowInfo } from '@temporalio/workflow';
import type { OnboardingEvent, EventType } from '../../contract/api/events.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import { initialView } from '../../contract/temporal/initial-view.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { Effects } from '../../contract/temporal/step-data.ts';
import { nowIso } from '../engine/now.ts';
import { createRunContext, type RunContext } from '../engine/run-context.ts';
import { createOnboardingFlow } from './flow.ts';
import { createRehireHandler, type RehireHandler } from './rehire.ts';
import type { OnboardingTypes } from './types.ts';

/** Everything that the steps of one onboarding share. */
export type Onboarding = RunContext<OnboardingTypes> & {
  readonly input: OnboardingInput;
  /** Recorded before a step writes, so that nothing is missed if the onboarding is cancelled in between. */
  readonly effects: { -readonly [Key in keyof Effects]: Effects[Key] };
  readonly rehireHandler: RehireHandler;
};

export function createOnboarding(input: OnboardingInput): Onboarding {
  const { workflowId, startTime } = workflowInfo();
  const context = createRunContext<OnboardingTypes>({
    flow: createOnboardingFlow(input.maxInvitations),
    initialView: initialView(workflowId, input, startTime.getTime()),
    timings: input.timings,
    hasReceivers: input.events === true,
    toEvent,
    handledUpdateIds: input.rehired?.handledUpdateIds ?? [],
  });
  const nothing = { startedAt: startTime.getTime(), ownInvitations: [], inDoubt: false };
  return {
    ...context,
    input,
    effects: { ...(input.rehired?.effects ?? nothing) },
    rehireHandler: createRehireHandler(context.record),
  };
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
