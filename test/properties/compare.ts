import { until } from '../support/until.ts';
import { isModelled } from './departures.ts';
import { describeSequence, type Event } from './events.ts';
import { findAccessAfterCancel, type Step } from './invariants.ts';
import { initialModel, type Model } from './model.ts';
import { describeObservation, type Observation } from './observation.ts';
import type { RealPerson } from './real-person.ts';
import { react } from './requests.ts';

export type CompareOptions = {
  /** How long an event may take to have its effect. */
  readonly withinMs: number;
  /** Called before each event, with those that follow, and the event itself first; `false` leaves it out. */
  readonly before?: (model: Model, upcoming: readonly Event[]) => Promise<boolean>;
};

/**
 * Applies a sequence to the model and to a real person. After each event it compares what the caller got and what can be
 * observed, and holds both to the invariants.
 */
export async function compare(
  person: RealPerson,
  events: readonly Event[],
  { withinMs, before = async () => true }: CompareOptions,
): Promise<void> {
  let model = initialModel;
  const steps: Step[] = [];
  const applied: Event[] = [];
  await person.start();
  await untilEqual(person, model, 'the start', withinMs);
  for (const [at, event] of events.entries()) {
    if (!isModelled(model, event) || !(await before(model, events.slice(at)))) continue;
    applied.push(event);
    const story = describeSequence(applied);
    const predicted = react(model, event);
    const response = await person.apply(event).catch((error: unknown) => {
      throw new Error(`after ${story}: ${error instanceof Error ? error.message : String(error)}`);
    });
    assertEqual(JSON.stringify(response), JSON.stringify(predicted.response), story);
    ({ model } = predicted);
    const after = await untilEqual(person, model, story, withinMs);
    steps.push({ event, response, after });
    const violation = findAccessAfterCancel(steps);
    if (violation !== undefined) throw new Error(`${violation}, after ${story}`);
  }
  // What should not have happened has had time to happen by now.
  assertEqual(
    describeObservation(await person.observe()),
    describeObservation(model),
    `the end of ${describeSequence(applied)}`,
  );
}

/** Waits until the real person shows what the model predicts. */
async function untilEqual(
  person: RealPerson,
  model: Model,
  after: string,
  withinMs: number,
): Promise<Observation> {
  const predicted = describeObservation(model);
  let last: Observation | undefined;
  await until(
    `${predicted} after ${after}`,
    async () => describeObservation((last = await person.observe())),
    (observed) => observed === predicted,
    withinMs,
  );
  if (last === undefined) throw new Error('the last observation was compared');
  return last;
}

function assertEqual(observed: string, predicted: string, story: string): void {
  if (observed !== predicted)
    throw new Error(`${observed} instead of the predicted ${predicted}, after ${story}`);
}
