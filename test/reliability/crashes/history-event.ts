import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import { defined } from '../../../src/contract/lib/optional.ts';
import { stateAttribute } from '../../../src/contract/temporal/search-attributes.ts';

/** The relevant parts of an event. */
export type HistoryEvent = {
  /** Its type without the prefix. */
  readonly type: string;
  /** The execution in the chain of the workflow ID, counted from 1. */
  readonly execution: number;
  /** The activity that it schedules, or the workflow that begins with it. */
  readonly started?: string;
  /** The state of the onboarding when the workflow began. */
  readonly state?: string;
  /** The execution that follows. */
  readonly continuedAs?: string;
};

type EventRow = {
  readonly eventType: string;
  readonly activityTaskScheduledEventAttributes?: { readonly activityType?: { readonly name?: string } };
  readonly workflowExecutionStartedEventAttributes?: {
    readonly workflowType?: { readonly name?: string };
    readonly searchAttributes?: { readonly indexedFields?: Record<string, { readonly data?: string }> };
  };
  readonly workflowExecutionContinuedAsNewEventAttributes?: { readonly newExecutionRunId?: string };
};

export function toHistoryEvents(
  events: readonly temporal.api.history.v1.IHistoryEvent[],
  execution: number,
): HistoryEvent[] {
  const json = JSON.parse(historyToJSON({ events: [...events] })) as { events?: EventRow[] };
  return (json.events ?? []).map((row) => toHistoryEvent(row, execution));
}

function toHistoryEvent(row: EventRow, execution: number): HistoryEvent {
  const { eventType, workflowExecutionStartedEventAttributes: begun } = row;
  const words = eventType.replace('EVENT_TYPE_', '').toLowerCase().split('_');
  const type = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  // The only local activity of an onboarding leaves a marker, which does not contain its name in plain text.
  const activity =
    type === 'MarkerRecorded'
      ? 'requestAccess'
      : row.activityTaskScheduledEventAttributes?.activityType?.name;
  const state = begun?.searchAttributes?.indexedFields?.[stateAttribute.name]?.data;
  return {
    type,
    execution,
    ...defined({
      started: activity ?? begun?.workflowType?.name,
      state: state && (JSON.parse(Buffer.from(state, 'base64').toString()) as string),
      continuedAs: row.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId,
    }),
  };
}
