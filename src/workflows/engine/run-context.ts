import { workflowInfo } from '@temporalio/workflow';
import type { EngineCheckpoint } from '../../contract/temporal/engine-checkpoint.ts';
import type { HandledUpdate } from '../../contract/temporal/person-record.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { type Announcer, createAnnouncer, type AnnouncerOptions } from './announcer.ts';
import { type CommandInbox, createCommandInbox } from './command-inbox.ts';
import { type Control, createControl } from './control.ts';
import type { Flow, FlowTypes, Step } from './flow.ts';
import { createRecord, type RunRecord } from './record.ts';
import { createRest, type Rest } from './rest.ts';

/** The engine's state for one execution of a flow. */
export type RunContext<Types extends FlowTypes> = {
  readonly flow: Flow<Types>;
  readonly record: RunRecord<Types>;
  readonly control: Control<Types>;
  readonly inbox: CommandInbox<Types>;
  readonly announcer: Announcer<Types['event']>;
  readonly rest: Rest;
  /** The step that waits for an operator, if one does. */
  failedStep: Step<Types> | undefined;
  /** What the next execution of the flow needs of this one. */
  readonly checkpoint: () => EngineCheckpoint<Types['view'], Step<Types>>;
};

export type RunContextOptions<Types extends FlowTypes> = {
  readonly flow: Flow<Types>;
  /** The view at the beginning of the flow; `resumed` brings its own. */
  readonly initialView: Types['view'];
  readonly timings: Timings;
  readonly hasReceivers: boolean;
  /** As in `PersonRecord`. */
  readonly owner?: string | undefined;
  readonly toEvent: (
    type: Types['event'],
    sequence: number,
    view: Types['view'],
  ) => ReturnType<AnnouncerOptions<Types['event']>['toEvent']>;
  /** Counts the flows of the person. */
  readonly number: number;
  /** The updates that earlier executions have handled: a repeated call must not act again on this one. */
  readonly handledUpdates: readonly HandledUpdate[];
  /** What an earlier execution of the same flow has handed over. */
  readonly resumed?: EngineCheckpoint<Types['view'], Step<Types>> | undefined;
  /** Since when a write of a flow that this one takes over from is in doubt, in milliseconds since 1970. */
  readonly writeUncertainSince?: number | undefined;
  readonly continueAsNew: () => Promise<never>;
};

/** Sets every handler, so call it before the workflow waits for anything. */
export function createRunContext<Types extends FlowTypes>(
  options: RunContextOptions<Types>,
): RunContext<Types> {
  const { flow, timings, hasReceivers, toEvent, resumed } = options;
  // A reset makes another run ID, so the events that it repeats get IDs of their own.
  const eventSource = resumed?.eventSource ?? workflowInfo().runId.slice(-12);
  const record = createRecord(flow, resumed?.view ?? options.initialView);
  const rest = createRest({
    drain: () => inbox.drain(),
    settled: () => announcer.announced(),
    continueAsNew: options.continueAsNew,
  });
  const control: Control<Types> = createControl(record, {
    settleMs: timings.settleMs,
    writeUncertainSince: resumed === undefined ? options.writeUncertainSince : resumed.writeUncertainSince,
    rest,
  });
  const inbox = createCommandInbox(flow, record, control, options.handledUpdates, options.number);
  const announcer = createAnnouncer({
    timings,
    hasReceivers,
    owner: options.owner,
    eventSource,
    announcedBefore: resumed?.announced ?? 0,
    toEvent: (type: Types['event'], sequence) => toEvent(type, sequence, record.view),
  });
  const context: RunContext<Types> = {
    flow,
    record,
    control,
    inbox,
    announcer,
    rest,
    failedStep: resumed?.failedStep,
    checkpoint() {
      const { failedStep } = context;
      const writeUncertainSince = control.writeUncertainSince();
      return {
        view: record.view,
        eventSource,
        announced: announcer.count(),
        ...(failedStep === undefined ? {} : { failedStep }),
        ...(writeUncertainSince === undefined ? {} : { writeUncertainSince }),
      };
    },
  };
  return context;
}
