import { setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { initialView } from '../../contract/temporal/initial-view.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { AttentionView, OnboardingView } from '../../contract/api/onboarding-view.ts';
import { statusAttributes } from '../../contract/temporal/search-attributes.ts';
import { type OnboardingState, type Step, traitsOf } from '../../contract/rules/states.ts';
import { describeNextStep } from '../../contract/rules/next-step.ts';
import { describeOnboarding } from '../onboarding/details.ts';

/** The oldest and the newest entries are kept; what lies between them is dropped first. */
const historyLimit = 60;
const oldestKept = 10;

/** What a run knows of itself. The view is what the API shows: there is no second copy to fall behind. */
export type RunRecord = {
  readonly input: OnboardingInput;
  readonly view: Readonly<OnboardingView>;
  /** Changes the view without telling anybody yet. */
  readonly change: (changes: Partial<OnboardingView>) => void;
  /** Takes a fact out of the view that is one no longer. */
  readonly forget: (fact: 'hold') => void;
  /** Puts a line into the history that an outsider sees. */
  readonly note: (message: string) => void;
  /** Moves to a step and state and publishes the view. */
  readonly enter: (state: OnboardingState, step: Step, attention?: AttentionView) => void;
  readonly publish: () => void;
};

export function createRecord(input: OnboardingInput): RunRecord {
  let view = initialView(workflowInfo().workflowId, input, workflowInfo().startTime.getTime());
  let standing = nameOf(view);
  setCurrentDetails(describeOnboarding(view, input));

  function change(changes: Partial<OnboardingView>): void {
    view = { ...view, ...changes };
  }

  function forget(fact: 'hold'): void {
    const { [fact]: _, ...rest } = view;
    view = rest;
  }

  function note(message: string): void {
    const history = [...view.history, { at: nowIso(), message }];
    if (history.length > historyLimit) history.splice(oldestKept, 1);
    change({ history });
  }

  /** The memo and the search attributes answer without a worker; the details are for whoever reads Temporal's UI. */
  function publish(): void {
    publishStatus();
    upsertMemo({ view });
  }

  function publishStatus(): void {
    change({ nextStep: describeNextStep(view, input.maxInvitations) });
    if (nameOf(view) !== standing) upsertSearchAttributes(statusAttributes(view));
    standing = nameOf(view);
    setCurrentDetails(describeOnboarding(view, input));
  }

  /**
   * Where the run only passes, the search attributes say so in one event, and the memo follows when it rests: then it
   * shows all that has happened on the way.
   */
  function enter(state: OnboardingState, step: Step, attention?: AttentionView): void {
    const since = state === view.state ? view.since : nowIso();
    const { attention: _, ...rest } = view;
    view = { ...rest, state, step, since, ...(attention === undefined ? {} : { attention }) };
    if (traitsOf(state).transient === true) publishStatus();
    else publish();
  }

  return {
    input,
    get view() {
      return view;
    },
    change,
    forget,
    note,
    enter,
    publish,
  };
}

function nameOf({ state, step }: OnboardingView): string {
  return `${state} ${step}`;
}

export function nowIso(): string {
  return new Date(Date.now()).toISOString();
}
