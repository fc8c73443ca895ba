import type { UpdateDefinition } from '@temporalio/common';
import type { StepFailure } from '../../contract/temporal/step-data.ts';

/** What the engine reads and writes of a flow's view. A flow adds what else it shows. */
export type EngineView = {
  readonly state: string;
  readonly step: string;
  /** When the flow entered the state. */
  readonly since: string;
  readonly nextStep: string;
  readonly attention?: object | undefined;
  readonly hold?:
    { readonly at: string; readonly by: string; readonly reason?: string | undefined } | undefined;
  readonly cancellation?: { readonly at: string; readonly by: string; readonly reason: string } | undefined;
  readonly skipped?:
    | readonly { readonly step: string; readonly at: string; readonly by: string; readonly reason: string }[]
    | undefined;
  readonly history: readonly { readonly at: string; readonly message: string }[];
};

/** What comes with every command. A flow may add fields of its own. */
export type FlowCommandInput = { readonly by: string; readonly reason?: string | undefined };

/** The types that make one flow differ from another. */
export type FlowTypes = {
  readonly view: EngineView;
  /** Names of the commands. The engine itself serves `hold`, `resume`, `skip` and the one that cancels the flow. */
  readonly command: string;
  readonly input: FlowCommandInput;
  /** Types of the events that receivers can subscribe to. */
  readonly event: string;
};

export type State<Types extends FlowTypes> = Types['view']['state'];
export type Step<Types extends FlowTypes> = Types['view']['step'];
export type Command<Types extends FlowTypes> = { readonly command: Types['command'] } & Types['input'];
export type Attention<Types extends FlowTypes> = NonNullable<Types['view']['attention']>;

/** What the engine needs to know of a state. A trait that is left out is `false`. */
export type FlowStateTraits = {
  /** The flow passes through and does not rest here. */
  readonly transient?: true;
  /** The flow has ended: what it continues as publishes the view. */
  readonly final?: true;
  /** A cancellation that was given has arrived here. */
  readonly cancelInEffect?: true;
};

/**
 * One kind of flow: its states, its commands, and how it shows itself. The engine runs any flow that brings these; it
 * expects the states `on_hold` and `needs_attention` among its own.
 */
export type Flow<Types extends FlowTypes> = {
  readonly traitsOf: (state: State<Types>) => FlowStateTraits;
  /** What happens next, in a sentence or two. */
  readonly describeNextStep: (view: Types['view']) => string;
  /** The page of the flow in Temporal's UI, as Markdown. */
  readonly describePage: (view: Types['view']) => string;
  /** What an operator sees of a step that failed permanently. */
  readonly toAttention: (failure: StepFailure<Step<Types>>, view: Types['view']) => Attention<Types>;
  /** Called when a step has failed permanently, before the flow announces it. */
  readonly countAttention: (failure: StepFailure<Step<Types>>) => void;
  readonly attentionEvent: Types['event'];
  readonly commands: readonly Types['command'][];
  /** The command that cancels the flow. */
  readonly cancelCommand: Types['command'];
  readonly commandUpdate: (command: Types['command']) => UpdateDefinition<Types['view'], [Types['input']]>;
  /** Throws an `ApplicationFailure` if the state does not allow the command. */
  readonly assertAllowed: (view: Types['view'], command: Command<Types>) => void;
  /** What a command changes in the view before the step resumes, and the line about it in the history. */
  readonly applyCommand: (
    view: Types['view'],
    command: Command<Types>,
  ) => { readonly changes?: Partial<Types['view']>; readonly note?: string };
};
