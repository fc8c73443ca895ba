import type { TypedSearchAttributes } from '@temporalio/common';
import type { ErasedMemo, PersonMemo } from '../contract/temporal/memo.ts';
import { defined } from '../contract/lib/optional.ts';
import type { OnboardingView, UnreadableOnboarding } from '../contract/api/onboarding-view.ts';
import { sinceAttribute, stateAttribute, stepAttribute } from '../contract/temporal/search-attributes.ts';
import { type Execution, isOpenExecution } from '../temporal/execution.ts';
import { type OnboardingState, type Step, traitsOf } from '../contract/rules/states.ts';
import { describeNextStep } from '../contract/rules/next-step.ts';

/**
 * Returns the view of the memo, brought up to date: an onboarding that passes through a state says so only in its search
 * attributes. It is also corrected if the workflow was ended from outside and could not record its own end.
 */
export function viewOf(
  memo: Pick<PersonMemo, 'view'>,
  { status, typedSearchAttributes }: WorkflowStatus,
): OnboardingView {
  const view = passing(memo.view, typedSearchAttributes);
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

type AnyMemo = Readonly<Record<string, unknown>> | undefined;

export function isPersonMemo(memo: AnyMemo): memo is PersonMemo {
  return typeof memo?.['record'] === 'object' && typeof memo['view'] === 'object';
}

export function isErasedMemo(memo: AnyMemo): memo is ErasedMemo {
  return typeof memo?.['erasedAt'] === 'string';
}
