import type { TypedSearchAttributes } from '@temporalio/common';
import type { ErasedMemo, PersonMemo } from '../contract/temporal/memo.ts';
import { defined } from '../contract/lib/optional.ts';
import type { OffboardingView } from '../contract/api/offboarding-view.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import type { UnreadableFlow } from '../contract/api/unreadable-flow.ts';
import { type FlowView, isOffboarding } from '../contract/temporal/flow-view.ts';
import { sinceAttribute, stateAttribute, stepAttribute } from '../contract/temporal/search-attributes.ts';
import { grantActivity, grantProgressOf, grantStates, isGrantStep } from '../contract/temporal/grant.ts';
import { type Execution, isOpenExecution } from '../temporal/execution.ts';
import type { PendingActivity } from '../temporal/pending-activities.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { type OnboardingState, statesThat, type Step, traitsOf } from '../contract/rules/states.ts';
import { describeNextOffboardingStep } from '../contract/rules/next-offboarding-step.ts';
import { describeNextStep } from '../contract/rules/next-step.ts';
import {
  type OffboardingState,
  type OffboardingStep,
  offboardingTraitsOf,
} from '../contract/rules/offboarding-states.ts';

/**
 * Returns the view of the memo, brought up to date: a flow that passes through a state says so only in its search attributes,
 * and the activity `grant` says in its heartbeat in which of its steps it is; a list does not have that. It is also corrected if
 * the workflow was ended from outside and could not record its own end.
 */
export function viewOf({ view }: Pick<PersonMemo, 'view'>, execution: WorkflowStatus): FlowView {
  return isOffboarding(view) ? offboardingViewOf(view, execution) : onboardingViewOf(view, execution);
}

function onboardingViewOf(
  published: OnboardingView,
  { status, typedSearchAttributes, pendingActivities = [] }: WorkflowStatus,
): OnboardingView {
  const view = granting(passing(published, typedSearchAttributes), pendingActivities);
  if (isOpenExecution({ status }) || traitsOf(view.state).final) return view;
  const { attention: _, ...rest } = view;
  return {
    ...rest,
    state: 'cancelled',
    nextStep: `Nothing: the workflow was ended in Temporal (${status.name.toLowerCase()}). Send the request again with "rehire": true; a new onboarding adopts what exists.`,
  };
}

function offboardingViewOf(
  published: OffboardingView,
  { status, typedSearchAttributes }: WorkflowStatus,
): OffboardingView {
  const view = passingOut(published, typedSearchAttributes);
  if (isOpenExecution({ status }) || offboardingTraitsOf(view.state).final) return view;
  return {
    ...view,
    nextStep: `Nothing: the workflow was ended in Temporal (${status.name.toLowerCase()}) in this state. Order the departure again; a new offboarding looks at what is left.`,
  };
}

/** What can be said of a flow that cannot be read: its search attributes are not encrypted. */
export function unreadableFlow(execution: Execution): UnreadableFlow | undefined {
  const { workflowId: id, typedSearchAttributes, unreadable, type } = execution;
  if (unreadable === undefined) return undefined;
  const state = typedSearchAttributes.get(stateAttribute) as UnreadableFlow['state'];
  const step = typedSearchAttributes.get(stepAttribute) as UnreadableFlow['step'];
  const since = typedSearchAttributes.get(sinceAttribute)?.toISOString();
  const hasEnded = !isOpenExecution(execution) && type === workflows.onboarding.name && !isFinal(state);
  return { id, ...defined({ state: hasEnded ? 'cancelled' : state, step, since }), ...unreadable };
}

function isFinal(state: string | undefined): boolean {
  return statesThat('final').some((final) => final === state);
}

export type WorkflowStatus = {
  readonly status: { readonly name: string };
  readonly typedSearchAttributes: TypedSearchAttributes;
  readonly pendingActivities?: readonly PendingActivity[];
};

function passing(view: OnboardingView, attributes: TypedSearchAttributes): OnboardingView {
  const state = attributes.get(stateAttribute) as OnboardingState | undefined;
  const step = attributes.get(stepAttribute) as Step | undefined;
  const since = attributes.get(sinceAttribute);
  if (state === undefined || step === undefined || since === undefined) return view;
  if (traitsOf(state).transient !== true || (state === view.state && step === view.step)) return view;
  const { attention: _, ...rest } = view;
  const now: OnboardingView = { ...rest, state, step, since: since.toISOString() };
  return { ...now, nextStep: describeNextStep(now) };
}

function passingOut(view: OffboardingView, attributes: TypedSearchAttributes): OffboardingView {
  const state = attributes.get(stateAttribute) as OffboardingState | undefined;
  const step = attributes.get(stepAttribute) as OffboardingStep | undefined;
  const since = attributes.get(sinceAttribute);
  if (state === undefined || step === undefined || since === undefined) return view;
  if (offboardingTraitsOf(state).transient !== true || (state === view.state && step === view.step))
    return view;
  const { attention: _, ...rest } = view;
  const now: OffboardingView = { ...rest, state, step, since: since.toISOString() };
  return { ...now, nextStep: describeNextOffboardingStep(now) };
}

function granting(view: OnboardingView, pending: readonly PendingActivity[]): OnboardingView {
  if (!isGrantStep(view.step) || view.state !== grantStates[view.step]) return view;
  const heartbeat = pending.find(({ type }) => type === grantActivity)?.heartbeat;
  const progress = grantProgressOf(heartbeat);
  if (progress === undefined || progress.step === view.step) return view;
  const { step } = progress;
  const state = grantStates[step];
  const now: OnboardingView = {
    ...view,
    state,
    step,
    ...(state === view.state ? {} : { since: progress.since }),
  };
  return { ...now, nextStep: describeNextStep(now) };
}

type AnyMemo = Readonly<Record<string, unknown>> | undefined;

export function isPersonMemo(memo: AnyMemo): memo is PersonMemo {
  return typeof memo?.['record'] === 'object' && typeof memo['view'] === 'object';
}

export function isErasedMemo(memo: AnyMemo): memo is ErasedMemo {
  return typeof memo?.['erasedAt'] === 'string';
}
