import proto from '@temporalio/proto';
import { expect, test } from 'vitest';
import type { HistoryEvent } from '../../src/workers/replay/history.ts';
import { parseHistory, recordingNamed } from '../replay/recordings.ts';
import { countActions } from './count-actions.ts';

const { EventType } = proto.temporal.api.enums.v1;

const none = {
  starts: 0,
  activities: 0,
  timers: 0,
  messages: 0,
  searchAttributes: 0,
  markers: 0,
  retries: 0,
};
const started: HistoryEvent = { eventType: EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED };
const signaled: HistoryEvent = { eventType: EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED };
const task: HistoryEvent = { eventType: EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED };

const upsert = (name: string): HistoryEvent => ({
  eventType: EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
  upsertWorkflowSearchAttributesEventAttributes: { searchAttributes: { indexedFields: { [name]: {} } } },
});

test('a start and a signal are two Actions, a signal-with-start is one, and tasks are none', () => {
  expect(countActions({ events: [started, task, signaled] })).toEqual({ ...none, starts: 1, messages: 1 });
  expect(countActions({ events: [started, signaled, task] })).toEqual({ ...none, messages: 1 });
});

test('each attempt of an activity is one Action', () => {
  const events = [
    { eventType: EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED },
    {
      eventType: EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
      activityTaskStartedEventAttributes: { attempt: 3 },
    },
    { eventType: EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED },
  ];
  expect(countActions({ events })).toEqual({ ...none, activities: 1, retries: 2 });
});

test('the local activities of a task are one Action', () => {
  const marker = {
    eventType: EventType.EVENT_TYPE_MARKER_RECORDED,
    markerRecordedEventAttributes: { markerName: 'core_local_activity' },
  };
  expect(countActions({ events: [marker, marker] })).toEqual({ ...none, markers: 1 });
});

test('the search attribute of a patch is no Action', () => {
  const events = [upsert('OnboardingState'), upsert('TemporalChangeVersion')];
  expect(countActions({ events })).toEqual({ ...none, searchAttributes: 1 });
});

test('every event of a recorded history is counted once at most', () => {
  const history = parseHistory(recordingNamed('moved').json);
  const { retries: _, ...counted } = countActions(history);
  const sum = Object.values(counted).reduce((one, other) => one + other, 0);
  expect(sum).toBeGreaterThan(8);
  expect(sum).toBeLessThan(history.events?.length ?? 0);
});
