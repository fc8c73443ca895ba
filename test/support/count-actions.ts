import proto from '@temporalio/proto';
import type { History, HistoryEvent } from '../../src/workers/replay/history.ts';

const { EventType } = proto.temporal.api.enums.v1;

/** Billable Actions of Temporal Cloud, by what they are for. */
export type Actions = {
  readonly starts: number;
  readonly activities: number;
  readonly timers: number;
  /** Signals and updates. */
  readonly messages: number;
  readonly searchAttributes: number;
  /** Local activities: one for all that a workflow task has run. */
  readonly markers: number;
  /** Attempts of activities after the first. How many there are depends on how long something was waited for. */
  readonly retries: number;
};

/**
 * Counts the Actions of one execution by its history, by https://docs.temporal.io/evaluate/cloud/actions. Three kinds are not
 * in a history and so not counted: heartbeats, queries, and updates that a validator has rejected.
 */
export function countActions({ events }: History): Actions {
  const all = events ?? [];
  const count = (...types: readonly number[]) =>
    all.filter(({ eventType }) => types.includes(eventType ?? 0)).length;
  return {
    starts: startsOf(all) + count(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED),
    activities: count(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED),
    timers: count(EventType.EVENT_TYPE_TIMER_STARTED),
    // A signal from another workflow counts there or here, not twice.
    messages: count(
      EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
      EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    ),
    searchAttributes: all.filter(setsSearchAttributes).length,
    markers: new Set(all.flatMap(taskOfMarker)).size,
    retries: all.reduce(
      (sum, { activityTaskStartedEventAttributes: started }) =>
        sum + Math.max(0, (started?.attempt ?? 1) - 1),
      0,
    ),
  };
}

/** Signal-with-start is a single Action, which counts as a message. */
function startsOf([first, second]: readonly HistoryEvent[]): number {
  if (first?.eventType !== EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED) return 0;
  return second?.eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED ? 0 : 1;
}

/** Whether an event sets a search attribute other than the one that Temporal's SDK sets for a patch. */
function setsSearchAttributes({
  upsertWorkflowSearchAttributesEventAttributes: upsert,
}: HistoryEvent): boolean {
  const names = Object.keys(upsert?.searchAttributes?.indexedFields ?? {});
  return names.some((name) => name !== 'TemporalChangeVersion');
}

function taskOfMarker({ markerRecordedEventAttributes: marker }: HistoryEvent): string[] {
  return marker ? [String(marker.workflowTaskCompletedEventId)] : [];
}
