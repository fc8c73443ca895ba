import type { HistoryEvent } from './crashes/history-event.ts';

/** Whether the worker crashes at an event of the history. */
export type CrashFilter = (event: HistoryEvent, index: number, history: readonly HistoryEvent[]) => boolean;

/** From the first update on: the events before it are those of another scenario. */
export const fromFirstUpdate: CrashFilter = (_event, index, history) => {
  const first = history.findIndex(({ type }) => type.endsWith('UpdateAccepted'));
  return first !== -1 && index >= first;
};

const before = 3;
const after = 5;

/** At the last events of each execution and at the first ones of the next. */
export const aroundContinueAsNew: CrashFilter = (_event, index, history) =>
  history.slice(Math.max(0, index - after + 1), index + before).some(({ execution }, _index, near) => {
    return execution !== near[0]?.execution;
  });

/** At the events of every offboarding. */
export const whileLeaving: CrashFilter = ({ execution }, _index, history) =>
  history.some((one) => one.execution === execution && one.started === 'offboarding');
