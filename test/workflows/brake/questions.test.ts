import { array, assert, boolean, constant, integer, oneof, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BrakeAnswer,
  type BrakeQuestion,
  brakeRejections,
  type BrakeSettings,
  brakeWindowMs,
  emptyBrake,
} from '../../../src/contract/temporal/brake.ts';
import {
  type AddressedAnswer,
  brakeLimits,
  createQuestions,
} from '../../../src/workflows/brake/questions.ts';
import { shortTimings } from '../../support/timings.ts';

const settings = (limit: number): BrakeSettings => ({
  settleMs: 60_000,
  limit,
  events: false,
  timings: shortTimings,
});

const personOf = (number: number) => `person-${number.toString(16).padStart(32, '0')}`;

/** A question about this person. */
function question(person: number, changes: Partial<BrakeQuestion> = {}): BrakeQuestion {
  const flowId = `${personOf(person)}.1`;
  return {
    requestId: `request ${person}`,
    flowId,
    kind: 'suspend',
    orderedBy: 'hr',
    urgent: false,
    knowsHeld: false,
    ...changes,
  };
}

const people = (count: number, first = 1) => Array.from({ length: count }, (_, index) => first + index);
const decision = { by: 'ops', reason: 'checked with HR' };
const verdictsOf = (answers: readonly AddressedAnswer[]) =>
  Object.groupBy(answers, ({ answer }) => answer.verdict);
const sizeOf = (value: unknown) => JSON.stringify(value).length;

/** A brake with a limit of 3 and a clock that only `at` moves. */
function brake(limit = 3, from = emptyBrake) {
  const questions = createQuestions(from);
  let now = 0;
  return {
    questions,
    ask: (...asked: readonly BrakeQuestion[]) =>
      asked.forEach((one) => questions.receive(one, settings(limit), now)),
    at: (ms: number) => {
      now = ms;
      questions.decide(settings(limit), now);
      return questions.takeAnswers();
    },
    release: (input = {}) => questions.apply('released', { ...decision, ...input }, now),
    refuse: (input = {}) => questions.apply('refused', { ...decision, ...input }, now),
    heldPeople: () => questions.state().held.map(({ flowId }) => flowId),
  };
}

describe('the brake', () => {
  test('answers nothing while it gathers, and then lets as many people pass as the limit allows', () => {
    const { ask, at } = brake();
    ask(question(1), question(2));
    expect(at(59_999)).toEqual([]);
    ask(question(3));
    expect(at(60_000).map(({ workflowId, answer }) => [workflowId, answer.verdict])).toEqual(
      people(3).map((number) => [personOf(number), 'pass']),
    );
  });

  test('holds a batch that declares more people than the limit as a whole, however slowly its orders arrive', () => {
    const { ask, at, heldPeople, release } = brake();
    ask(question(1, { batchSize: 4 }));
    expect(verdictsOf(at(60_000)).held).toHaveLength(1);
    ask(...[2, 3, 4].map((number) => question(number, { batchSize: 4 })));
    expect(verdictsOf(at(120_000)).held).toHaveLength(3);
    expect(heldPeople()).toHaveLength(4);
    release();
    expect(verdictsOf(at(120_000)).released).toHaveLength(4);
  });

  test('lets a batch pass that declares no more people than the limit', () => {
    const { ask, at } = brake();
    ask(...people(3).map((number) => question(number, { batchSize: 3 })));
    expect(verdictsOf(at(60_000)).pass).toHaveLength(3);
  });

  test('lets none of those pass whom it gathered if they are too many', () => {
    const { ask, at, questions } = brake();
    ask(...people(4).map((number) => question(number)));
    expect(verdictsOf(at(60_000)).held).toHaveLength(4);
    expect(questions.state()).toMatchObject({ onSince: 60_000, timesOn: 1, passed: [] });
  });

  test('counts people and not questions', () => {
    const { ask, at } = brake();
    const ofOne = people(9).map((number) => question(1, { requestId: `one ${number}` }));
    ask(...ofOne, question(2), question(3));
    expect(verdictsOf(at(60_000)).pass).toHaveLength(11);
  });

  test('counts those who have passed for a day', () => {
    const { ask, at } = brake();
    ask(...people(3).map((number) => question(number)));
    at(60_000);
    ask(question(4));
    expect(verdictsOf(at(120_000)).held).toHaveLength(1);
    const later = brake();
    later.ask(...people(3).map((number) => question(number)));
    later.at(60_000);
    later.at(60_000 + brakeWindowMs);
    later.ask(question(4));
    expect(verdictsOf(later.at(120_000 + brakeWindowMs)).pass).toHaveLength(1);
  });

  test('counts those whom it holds, and does not count whom an operator has released', () => {
    const { ask, at, release, refuse } = brake();
    ask(...people(4).map((number) => question(number)));
    at(60_000);
    ask(question(5));
    expect(verdictsOf(at(120_000)).held).toHaveLength(1);
    refuse({ flowIds: [`${personOf(5)}.1`] });
    release({ seenHeld: 4 });
    at(120_000);
    ask(...people(3, 6).map((number) => question(number)));
    expect(verdictsOf(at(180_000)).pass).toHaveLength(3);
  });

  test('lets urgent ones pass at once, also one that it holds, and counts them', () => {
    const { ask, at, heldPeople } = brake();
    ask(...people(4).map((number) => question(number, { urgent: true })));
    expect(verdictsOf(at(0)).pass).toHaveLength(4);
    ask(question(5));
    expect(verdictsOf(at(60_000)).held).toHaveLength(1);
    ask(question(5, { urgent: true }));
    expect(verdictsOf(at(60_000)).pass).toHaveLength(1);
    expect(heldPeople()).toEqual([]);
  });

  test('answers a repeated question as before, and counts it once', () => {
    const { ask, at, refuse, questions } = brake();
    const four = people(4).map((number) => question(number));
    ask(...four, ...four);
    expect(at(60_000)).toHaveLength(4);
    ask(...four);
    expect(verdictsOf(questions.takeAnswers()).held).toHaveLength(4);
    ask(...people(4).map((number) => question(number, { knowsHeld: true })));
    expect(questions.takeAnswers()).toEqual([]);
    refuse({ seenHeld: 4 });
    questions.takeAnswers();
    ask(...four);
    expect(questions.takeAnswers().map(({ answer }) => answer)).toEqual(
      four.map(({ requestId }): BrakeAnswer => ({
        requestId,
        verdict: 'refused',
        by: decision.by,
        reason: decision.reason,
      })),
    );
  });

  test('is off once everyone is released, refused or withdrawn', () => {
    const { ask, at, release, questions } = brake();
    ask(...people(4).map((number) => question(number)));
    at(60_000);
    for (const number of people(3)) questions.withdraw(`request ${number}`);
    expect(questions.state().onSince).toBe(60_000);
    release({ flowIds: [`${personOf(4)}.1`] });
    expect(questions.state().onSince).toBeUndefined();
  });
});

/** A brake that holds five flows, one of which ops has ordered. */
function holding() {
  const { ask, at, questions } = brake();
  ask(...people(4).map((number) => question(number)), question(5, { orderedBy: 'ops' }));
  at(60_000);
  return questions;
}

describe('a decision of an operator', () => {
  test('about everyone is rejected if the operator has seen another number', () => {
    const questions = holding();
    expect(questions.rejectionOf('refused', { ...decision, seenHeld: 4 })?.type).toBe(
      brakeRejections.changed,
    );
    expect(questions.rejectionOf('refused', decision)?.type).toBe(brakeRejections.changed);
    expect(questions.rejectionOf('refused', { ...decision, seenHeld: 5 })).toBeUndefined();
  });

  test('to release what the same key ordered is rejected, to refuse it is not', () => {
    const questions = holding();
    const all = { ...decision, seenHeld: 5 };
    expect(questions.rejectionOf('released', all)).toEqual({
      type: brakeRejections.ownOrder,
      message: 'This would release 1 flow ordered by ops. Another key or person has to do that.',
    });
    expect(questions.rejectionOf('refused', all)).toBeUndefined();
    expect(questions.rejectionOf('released', { ...all, by: 'security' })).toBeUndefined();
    const others = { ...decision, flowIds: people(4).map((number) => `${personOf(number)}.1`) };
    expect(questions.rejectionOf('released', others)).toBeUndefined();
  });

  test('about a flow that is not held is rejected', () => {
    const flowIds = [1, 9].map((number) => `${personOf(number)}.1`);
    const rejection = holding().rejectionOf('released', { ...decision, flowIds });
    expect(rejection?.type).toBe(brakeRejections.notHeld);
    expect(rejection?.message).toContain(flowIds[1]);
    expect(rejection?.message).not.toContain(flowIds[0]);
  });
});

describe('a brake that follows another', () => {
  test('knows whom it let through', () => {
    const first = brake();
    first.ask(...people(3).map((number) => question(number)));
    first.at(60_000);
    const second = brake(3, first.questions.state());
    second.ask(question(4));
    expect(verdictsOf(second.at(120_000)).held).toHaveLength(1);
  });

  test('holds a flow that an earlier one has held, although it knows nothing of it', () => {
    const { ask, at, heldPeople, questions } = brake();
    ask(question(1, { knowsHeld: true }), question(2));
    expect(at(60_000).map(({ answer }) => answer)).toEqual([{ requestId: 'request 2', verdict: 'pass' }]);
    expect(heldPeople()).toEqual([question(1).flowId]);
    expect(questions.state().onSince).toBe(60_000);
  });

  test('lets only urgent ones pass for as long as it cannot know whom the earlier one let through', () => {
    const { ask, at } = brake(3, { ...emptyBrake, blindUntil: 1_000_000 });
    ask(question(1));
    expect(verdictsOf(at(60_000)).held).toHaveLength(1);
    ask(question(2, { urgent: true }));
    expect(verdictsOf(at(60_000)).pass).toHaveLength(1);
    at(999_999);
    const after = brake(3, { ...emptyBrake, blindUntil: 1_000_000 });
    after.at(1_000_000);
    after.ask(question(1));
    expect(verdictsOf(after.at(1_060_000)).pass).toHaveLength(1);
  });
});

describe('at its limits, a brake', () => {
  const tooMany = brakeLimits.questions + 300;

  test('tells everyone that they are held, and takes those who did not fit in when they repeat their question', () => {
    const { ask, at, release, questions, heldPeople } = brake();
    ask(...people(tooMany).map((number) => question(number)));
    expect(verdictsOf(at(60_000)).held).toHaveLength(tooMany);
    expect(questions.state().notKept).toBe(300);
    release({ seenHeld: brakeLimits.questions });
    questions.takeAnswers();
    ask(...people(300, brakeLimits.questions + 1).map((number) => question(number, { knowsHeld: true })));
    expect(at(120_000)).toEqual([]);
    expect(heldPeople()).toHaveLength(300);
  });

  test('fits into a memo and into the input of the next execution', () => {
    const { ask, at, refuse, questions } = brake(1_000);
    const label = 'x'.repeat(100);
    ask(
      ...people(3_000, 10_000).map((number) => question(number, { urgent: true, requestId: uuid(number) })),
    );
    ask(...people(2_000).map((number) => question(number, { requestId: uuid(number), orderedBy: label })));
    at(60_000);
    for (const number of people(100)) {
      refuse({ flowIds: [`${personOf(number)}.1`], reason: 'x'.repeat(1_000) });
    }
    ask(...people(1_000, 5_000).map((number) => question(number, { requestId: uuid(number) })));
    at(120_000);
    const state = questions.state();
    expect(state.held).toHaveLength(brakeLimits.questions);
    expect(state.passed).toHaveLength(brakeLimits.passed);
    expect(sizeOf(state)).toBeLessThan(1_500_000);
  });
});

const uuid = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

describe('whatever happens', () => {
  const minute = 60_000;
  const events = array(
    oneof(
      { weight: 6, arbitrary: record({ ask: integer({ min: 1, max: 20 }), again: boolean() }) },
      { weight: 1, arbitrary: record({ urgent: integer({ min: 1, max: 20 }) }) },
      { weight: 3, arbitrary: record({ passMs: integer({ min: 0, max: 26 * 60 }) }) },
      { weight: 1, arbitrary: record({ release: boolean() }) },
      { weight: 1, arbitrary: record({ withdraw: integer({ min: 1, max: 20 }) }) },
      { weight: 1, arbitrary: constant({ terminate: true as const }) },
    ),
    { maxLength: 80 },
  );

  /** What the test knows of one question. */
  type Asked = { question: BrakeQuestion; verdicts: string[] };

  test('within a day no more people pass unseen than the limit allows, and every question gets one last word', () => {
    assert(
      property(integer({ min: 0, max: 6 }), events, (limit, sequence) => {
        let questions = createQuestions();
        let published = questions.state();
        let now = 0;
        let asked = 0;
        const open = new Map<string, Asked>();
        const passes: { person: string; at: number; seen: boolean }[] = [];

        const deliver = () => {
          questions.decide(settings(limit), now);
          if (questions.takeChanged()) published = questions.state();
          for (const { workflowId, answer } of questions.takeAnswers()) {
            const one = open.get(answer.requestId);
            if (one === undefined) continue;
            one.verdicts.push(answer.verdict);
            if (answer.verdict === 'held') continue;
            open.delete(answer.requestId);
            if (answer.verdict === 'pass')
              passes.push({ person: workflowId, at: now, seen: one.question.urgent });
          }
        };
        const ask = (one: Asked) => {
          const knowsHeld = one.verdicts.includes('held');
          questions.receive({ ...one.question, knowsHeld }, settings(limit), now);
        };
        const wait = (ms: number) => {
          const due = questions.state().decidesAt;
          if (due !== undefined && due <= now + ms) {
            now = Math.max(now, due);
            deliver();
          } else now += ms;
        };

        for (const event of sequence) {
          if ('ask' in event || 'urgent' in event) {
            const urgent = 'urgent' in event;
            const number = urgent ? event.urgent : event.ask;
            const repeated = [...open.values()].find(
              ({ question: { flowId } }) => flowId === question(number).flowId,
            );
            if (repeated !== undefined && !urgent) ask(repeated);
            else {
              const one = { question: question(number, { urgent, requestId: `${++asked}` }), verdicts: [] };
              open.set(one.question.requestId, one);
              ask(one);
            }
          } else if ('passMs' in event) wait(event.passMs * minute);
          else if ('release' in event) {
            const input = { ...decision, seenHeld: questions.state().held.length };
            questions.apply(event.release ? 'released' : 'refused', input, now);
          } else if ('withdraw' in event) {
            const one = [...open.values()].find(
              ({ question: { flowId } }) => flowId === question(event.withdraw).flowId,
            );
            if (one !== undefined) {
              questions.withdraw(one.question.requestId);
              open.delete(one.question.requestId);
            }
          } else {
            // Answers that were not sent are lost, and so is what was not published.
            questions = createQuestions(published);
          }
          deliver();
        }

        const unseen = passes.filter(({ seen }) => !seen);
        for (const { at } of unseen) {
          const within = unseen.filter((one) => one.at > at - brakeWindowMs && one.at <= at);
          expect(new Set(within.map(({ person }) => person)).size).toBeLessThanOrEqual(limit);
        }
        // In the end, everyone repeats the question until an operator has decided about all who are held.
        for (const one of open.values()) ask(one);
        wait(brakeWindowMs);
        deliver();
        questions.apply('released', { ...decision, seenHeld: questions.state().held.length }, now);
        deliver();
        expect([...open.keys()]).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
