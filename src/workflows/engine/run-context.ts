import type { Timings } from '../../contract/temporal/timings.ts';
import { type Announcer, createAnnouncer, type AnnouncerOptions } from './announcer.ts';
import { type CommandInbox, createCommandInbox } from './command-inbox.ts';
import { type Control, createControl } from './control.ts';
import type { Flow, FlowTypes } from './flow.ts';
import { createRecord, type RunRecord } from './record.ts';

/** The engine's state for one execution of a flow. */
export type RunContext<Types extends FlowTypes> = {
  readonly flow: Flow<Types>;
  readonly record: RunRecord<Types>;
  readonly control: Control<Types>;
  readonly inbox: CommandInbox<Types>;
  readonly announcer: Announcer<Types['event']>;
};

export type RunContextOptions<Types extends FlowTypes> = {
  readonly flow: Flow<Types>;
  readonly initialView: Types['view'];
  readonly timings: Timings;
  readonly hasReceivers: boolean;
  readonly toEvent: (
    type: Types['event'],
    sequence: number,
    view: Types['view'],
  ) => ReturnType<AnnouncerOptions<Types['event']>['toEvent']>;
  /** IDs of the updates that an earlier execution has handled: a repeated call must not act again on this one. */
  readonly handledUpdateIds: readonly string[];
};

/** Sets every handler, so call it before the workflow waits for anything. */
export function createRunContext<Types extends FlowTypes>(
  options: RunContextOptions<Types>,
): RunContext<Types> {
  const { flow, timings, hasReceivers, toEvent } = options;
  const record = createRecord(flow, options.initialView);
  const control = createControl(record, timings.settleMs);
  return {
    flow,
    record,
    control,
    inbox: createCommandInbox(flow, record, control, options.handledUpdateIds),
    announcer: createAnnouncer({
      timings,
      hasReceivers,
      toEvent: (type: Types['event'], sequence) => toEvent(type, sequence, record.view),
    }),
  };
}
