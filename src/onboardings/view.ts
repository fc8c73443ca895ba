import type { TypedSearchAttributes } from '@temporalio/common';
import type { OnboardingMemo } from '../contract/temporal/memo.ts';
import { defined } from '../contract/lib/optional.ts';
import type { OnboardingView, UnreadableOnboarding } from '../contract/api/onboarding-view.ts';
import { sinceAttribute, stateAttribute, stepAttribute } from '../contract/temporal/search-attributes.ts';
import type { Execution } from '../temporal/execution.ts';
import { type OnboardingState, type Step, traitsOf } from '../contract/rules/states.ts';
import { describeNextStep } from '../contract/rules/next-step.ts';

/**
 * Returns the view of the memo, brought up to date: an onboarding that passes through a state says so only in its search
 * attributes. It is also corrected if the workflow was ended from outside and could not record its own end.
 */
export function viewOf(
  memo: Pick<OnboardingMemo, 'view'>,
  { status, typedSearchAttributes }: WorkflowStatus,
): OnboardingView {
  const view = passing(memo.view, typedSearchAttributes);
  if (status.name === 'RUNNING' || status.name === 'PAUSED' || traitsOf(view.state).final) return view;
  const { attention: _, ...rest } = view;
  return {
    ...rest,
    state: 'cancelled',
    nextStep: `Nothing: the workflow was ended in Temporal (${status.name.toLowerCase()}). A new POST starts over and adopts what exists.`,
  };
}

/** What can be said of an onboarding that cannot be read: its search attributes are not encrypted. */
export function unreadableOnboarding(execution: Execution): UnreadableOnboarding | undefined {
  const { workflowId: id, status, typedSearchAttributes, unreadable } = execution;
  if (unreadable === undefined) return undefined;
  const state = typedSearchAttributes.get(stateAttribute) as OnboardingState | undefined;
  const step = typedSearchAttributes.get(stepAttribute) as Step | undefined;
  const since = typedSearchAttributes.get(sinceAttribute)?.toISOString();
  const isOpen = status.name === 'RUNNING' || status.name === 'PAUSED';
  const hasEnded = !isOpen && (state === undefined || traitsOf(state).final !== true);
  return { id, ...defined({ state: hasEnded ? 'cancelled' : state, step, since }), ...unreadable };
}

export type WorkflowStatus = {
  readonly status: { readonly name: string };
  readonly typedSearchAttributes: TypedSearchAttributes;
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

export function isOnboardingMemo(
  memo: Readonly<Record<string, unknown>> | undefined,
): memo is OnboardingMemo {
  return memo !== undefined && typeof memo['fingerprint'] === 'string' && typeof memo['view'] === 'object';
}
