import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { statusAttributes } from '../../contract/temporal/search-attributes.ts';
import type { Attention, Flow, FlowTypes, EngineView, State, Step } from './flow.ts';
import { noted } from './history.ts';
import { nowIso } from './now.ts';

/** The state of a flow. The view is exactly what the API returns, so the two cannot diverge. */
export type RunRecord<Types extends FlowTypes> = {
  readonly view: Types['view'];
  /** Changes the view without publishing it yet. */
  readonly change: (changes: Partial<Types['view']> | Partial<EngineView>) => void;
  /** Ends a hold. */
  readonly clearHold: () => void;
  /** Adds a line to the history that operators see. */
  readonly note: (message: string) => void;
  /** Moves to a step and state and publishes the view, unless the flow has ended. */
  readonly enter: (state: State<Types>, step: Step<Types>, attention?: Attention<Types>) => void;
  readonly publish: () => void;
};

export function createRecord<Types extends FlowTypes>(
  flow: Flow<Types>,
  initial: Types['view'],
): RunRecord<Types> {
  let view = initial;
  let published = nameOf(view);
  setCurrentDetails(flow.describePage(view));

  function change(changes: Partial<Types['view']> | Partial<EngineView>): void {
    view = { ...view, ...changes };
  }

  function clearHold(): void {
    const { hold: _, ...rest } = view;
    view = rest;
  }

  function note(message: string): void {
    view = { ...view, history: noted(view.history, message) };
  }

  /** Memo and search attributes can be read without a worker; the details are the page in Temporal's UI. */
  function publish(): void {
    publishStatus();
    upsertMemo({ view });
  }

  function publishStatus(): void {
    describe();
    if (nameOf(view) !== published) upsertSearchAttributes(statusAttributes(view));
    published = nameOf(view);
  }

  function describe(): void {
    view = { ...view, nextStep: flow.describeNextStep(view) };
    setCurrentDetails(flow.describePage(view));
  }

  /**
   * A flow that only passes through a state says so in its search attributes, which is one event. The memo follows when
   * the flow rests, and then shows everything that happened on the way. A flow that has ended says nothing of it: what it
   * continues as brings both, usually in the same workflow task.
   */
  function enter(state: State<Types>, step: Step<Types>, attention?: Attention<Types>): void {
    const since = state === view.state ? view.since : nowIso();
    const { attention: _, ...rest } = view;
    view = { ...rest, state, step, since, ...(attention === undefined ? {} : { attention }) };
    const { transient, final } = flow.traitsOf(state);
    if (transient === true) publishStatus();
    else if (final === true) describe();
    else publish();
  }

  return {
    get view() {
      return view;
    },
    change,
    clearHold,
    note,
    enter,
    publish,
  };
}

function nameOf({ state, step }: { readonly state: string; readonly step: string }): string {
  return `${state} ${step}`;
}
