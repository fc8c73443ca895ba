import { workflowInfo } from '@temporalio/workflow';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { Deeds } from '../../contract/temporal/step-data.ts';
import { type Inbox, openInbox } from './command-inbox.ts';
import { type Control, openControl } from './control.ts';
import { type Events, openEvents } from './announcer.ts';
import { openRecord, type RunRecord } from './record.ts';
import { openSuccession, type Succession } from '../onboarding/rehire.ts';

/** What a run is made of: what it knows and shows, what it was told, and what it has done so far. */
export type Run = {
  readonly record: RunRecord;
  readonly events: Events;
  readonly control: Control;
  readonly inbox: Inbox;
  readonly succession: Succession;
  /** Written before a step writes, so that nothing is missed when the run is cancelled in between. */
  readonly deeds: { -readonly [Key in keyof Deeds]: Deeds[Key] };
};

export function openRun(input: OnboardingInput): Run {
  const record = openRecord(input);
  const control = openControl(record);
  const nothing = { startedAt: workflowInfo().startTime.getTime(), own: [], inDoubt: false };
  return {
    record,
    events: openEvents(record),
    control,
    inbox: openInbox(record, control),
    succession: openSuccession(record),
    deeds: { ...(input.inherited?.deeds ?? nothing) },
  };
}
