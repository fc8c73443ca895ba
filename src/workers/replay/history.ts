import proto from '@temporalio/proto';

export type History = proto.temporal.api.history.v1.IHistory;
export type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

const { EventType } = proto.temporal.api.enums.v1;

/** The number of the event in its history, from 1. */
export function eventIdOf({ eventId }: HistoryEvent): number {
  return Number(eventId ?? 0);
}

/** `ActivityTaskScheduled inviteUser`, `TimerFired`: Temporal's name of the event, and of the activity if it has one. */
export function describeEvent(event: HistoryEvent): string {
  const name = (EventType[event.eventType ?? 0] ?? 'unknown').replace('EVENT_TYPE_', '').toLowerCase();
  const pascal = name.replaceAll(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase());
  const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
  return [pascal, activity].filter(Boolean).join(' ');
}

/** The index of the first completed workflow task, or -1. Only what follows it can be replayed. */
export function firstCompletedTask(events: readonly HistoryEvent[]): number {
  return events.findIndex(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
}
