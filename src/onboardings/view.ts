import type { TypedSearchAttributes } from '@temporalio/common';
import type { ErasedMemo, PersonMemo } from '../contract/temporal/memo.ts';
import { defined } from '../contract/lib/optional.ts';
import type { OnboardingView, UnreadableOnboarding } from '../contract/api/onboarding-view.ts';
import { sinceAttribute, stateAttribute, stepAttribute } from '../contract/temporal/search-attributes.ts';
import { grantActivity, grantProgressOf, grantStates, isGrantStep } from '../contract/temporal/grant.ts';
import { type Execution, isOpenExecution } from '../temporal/execution.ts';
import type { PendingActivity } from '../temporal/pending-activities.ts';
import { type OnboardingState, type Step, traitsOf } from '../contract/rules/states.ts';
import { describeNextStep } from '../contract/rules/next-step.ts';

/**
 * Returns the view of the memo, brought up to date: an onboarding that passes through a state says so only in its search
 * attributes, and the activity `grant` says in its heartbeat in which of its steps it is; a list does not have that. It is
 * also corrected if the workflow was ended from outside and could not record its own end.
 */
export function viewOf(
  memo: Pick<PersonMemo, 'view'>,
  { status, typedSearchAttributes, pendingActivities = [] }: WorkflowStatus,
): OnboardingView {
  const view = granting(passing(memo.view, typedSearchAttributes), pendingActivities);
  if (isOpenExecution({ status }) || traitsOf(view.state).final) return view;
  const { attention: _, ...rest } = view;
  return {
    ...rest,
    state: 'cancelled',
    nextStep: `Nothing: the workflow was ended in Temporal (${status.name.toLowerCase()}). Send the request again with "rehire": true; a new onboarding adopts what exists.`,
  };
}

/** What can be said of an onboarding that cannot be read: its search attributes are not encrypted. */
export function unreadableOnboarding(execution: Execution): UnreadableOnboarding | undefined {
  const { workflowId: id, typedSearchAttributes, unreadable } = execution;
  if (unreadable === undefined) return undefined;
  const state = typedSearchAttributes.get(stateAttribute) as OnboardingState | undefined;
  const step = typedSearchAttributes.get(stepAttribute) as Step | undefined;
  const since = typedSearchAttributes.get(sinceAttribute)?.toISOString();
  const hasEnded = !isOpenExecution(execution) && (state === undefined || traitsOf(state).final !== true);
  return { id, ...defined({ state: hasEnded ? 'cancelled' : state, step, since }), ...unreadable };
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
