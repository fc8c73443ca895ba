import { workflowInfo } from '@temporalio/workflow';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { Effects } from '../../contract/temporal/step-data.ts';
import { type CommandInbox, createCommandInbox } from './command-inbox.ts';
import { type Control, createControl } from './control.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import { createRecord, type RunRecord } from './record.ts';
import { createRehireHandler, type RehireHandler } from '../onboarding/rehire.ts';

/** What a run is made of: what it knows and shows, what it was told, and what it has done so far. */
export type RunContext = {
  readonly record: RunRecord;
  readonly announcer: Announcer;
  readonly control: Control;
  readonly inbox: CommandInbox;
  readonly rehireHandler: RehireHandler;
  /** Written before a step writes, so that nothing is missed when the run is cancelled in between. */
  readonly effects: { -readonly [Key in keyof Effects]: Effects[Key] };
};

export function createRunContext(input: OnboardingInput): RunContext {
  const record = createRecord(input);
  const control = createControl(record);
  const nothing = { startedAt: workflowInfo().startTime.getTime(), ownInvitations: [], inDoubt: false };
  return {
    record,
    announcer: createAnnouncer(record),
    control,
    inbox: createCommandInbox(record, control),
    rehireHandler: createRehireHandler(record),
    effects: { ...(input.rehired?.effects ?? nothing) },
  };
}
