import {
  type BrakeAnswer,
  type BrakeDecision,
  type BrakeQuestion,
  brakeRejections,
  type BrakeSettings,
  type BrakeState,
  brakeWindowMs,
  type DecideBrakeInput,
  emptyBrake,
  type KeptQuestion,
} from '../../contract/temporal/brake.ts';
import { parseFlowId } from '../../contract/temporal/flow-ids.ts';
import { isSameCaller } from '../../contract/rules/same-caller.ts';
import { defined } from '../../contract/lib/optional.ts';
import { plural } from '../../contract/lib/plural.ts';

/**
 * How much a brake keeps. Temporal terminates a workflow that continues as new with more than 2 MiB, or has a larger memo; a
 * question takes about 200 bytes of that. More people who have passed than the largest limit would change no decision.
 */
export const brakeLimits = { questions: 2_000, decisions: 50, passed: 1_001 } as const;

/** An answer, and the workflow that gets it. */
export type AddressedAnswer = { readonly workflowId: string; readonly answer: BrakeAnswer };

type OperatorVerdict = BrakeDecision['verdict'];

export type Rejection = {
  readonly type: (typeof brakeRejections)[keyof typeof brakeRejections];
  readonly message: string;
};

/**
 * The questions of a brake, and the rule by which it decides. Those who are gathered pass if, together with everyone whom the
 * brake holds and everyone who has passed within 24 hours, no more than the limit of people would lose something. Otherwise
 * none of them passes. A batch that declares more people than the limit is held as a whole, however slowly its orders
 * arrive. Whom an operator has released does not count: the limit is for what no operator has seen.
 *
 * `now` is in milliseconds since 1970.
 */
export type Questions = {
  readonly receive: (question: BrakeQuestion, settings: BrakeSettings, now: number) => void;
  readonly withdraw: (requestId: string) => void;
  /** Decides about those who are gathered, if it is time. */
  readonly decide: (settings: BrakeSettings, now: number) => void;
  /** Returns why a decision of an operator does not fit; `undefined` if it does. */
  readonly rejectionOf: (verdict: OperatorVerdict, input: DecideBrakeInput) => Rejection | undefined;
  /** Applies a decision of an operator, and returns how many flows it concerns. */
  readonly apply: (verdict: OperatorVerdict, input: DecideBrakeInput, now: number) => number;
  /** Removes the answers that have to be sent, and returns them. */
  readonly takeAnswers: () => AddressedAnswer[];
  readonly haveAnswers: () => boolean;
  readonly state: () => BrakeState;
  /** Whether the state has changed since the last call in a way that must be published. */
  readonly takeChanged: () => boolean;
  readonly haveChanged: () => boolean;
};

export function createQuestions(from: BrakeState = emptyBrake): Questions {
  const gathered = byRequestId(from.gathered);
  const held = byRequestId(from.held);
  const passed = new Map(from.passed.map((one) => [one.personId, one]));
  const decisions = [...from.decisions];
  const answers: AddressedAnswer[] = [];
  let { decidesAt, onSince, notKept, timesOn } = from;
  let changed = false;

  function answer(flowId: string, content: BrakeAnswer): void {
    answers.push({ workflowId: personOf({ flowId }), answer: content });
  }

  function pass({ requestId, flowId }: Pick<BrakeQuestion, 'requestId' | 'flowId'>, now: number): void {
    const personId = personOf({ flowId });
    // The newest stands last: at the limit, the oldest is forgotten.
    passed.delete(personId);
    passed.set(personId, { requestId, personId, at: now });
    const [oldest] = passed.keys();
    if (passed.size > brakeLimits.passed && oldest !== undefined) passed.delete(oldest);
    answer(flowId, { requestId, verdict: 'pass' });
    changed = true;
  }

  function hold(question: KeptQuestion, now: number): void {
    const { requestId, flowId, heldBefore } = question;
    held.set(requestId, question);
    if (heldBefore !== true) answer(flowId, { requestId, verdict: 'held' });
    if (onSince === undefined) timesOn++;
    onSince ??= now;
    changed = true;
  }

  function remove(requestId: string): void {
    if (held.delete(requestId)) changed = true;
    if (held.size === 0) {
      onSince = undefined;
      // Those who were not kept ask again, and are counted then.
      notKept = 0;
    }
    if (gathered.delete(requestId) && gathered.size === 0) {
      decidesAt = undefined;
      changed = true;
    }
  }

  /** The last word on a question that was decided before: its answer was lost. */
  function earlierVerdict({ requestId, flowId }: BrakeQuestion): BrakeAnswer | undefined {
    if (passed.get(personOf({ flowId }))?.requestId === requestId) return { requestId, verdict: 'pass' };
    const decision = decisions.find(({ requestIds }) => requestIds.includes(requestId));
    if (decision === undefined) return undefined;
    const { verdict, by, reason } = decision;
    return { requestId, verdict, by, reason };
  }

  function gather(question: BrakeQuestion, settleMs: number, now: number): void {
    const { requestId, flowId, kind, orderedBy, knowsHeld, batchSize } = question;
    if (gathered.size + held.size >= brakeLimits.questions) {
      if (knowsHeld) return;
      notKept++;
      return answer(flowId, { requestId, verdict: 'held' });
    }
    if (knowsHeld) notKept = Math.max(0, notKept - 1);
    const heldBefore = knowsHeld ? (true as const) : undefined;
    const kept = { requestId, flowId, kind, orderedBy, at: now, ...defined({ heldBefore, batchSize }) };
    gathered.set(requestId, kept);
    if (decidesAt === undefined) changed = true;
    decidesAt ??= now + settleMs;
  }

  function forgetPassed(now: number): void {
    for (const { personId, at } of passed.values()) {
      if (at <= now - brakeWindowMs) passed.delete(personId);
    }
  }

  function countPeople(): number {
    return new Set([...passed.keys(), ...[...held.values(), ...gathered.values()].map(personOf)]).size;
  }

  /** The largest batch of which a part is gathered: its other orders may arrive after the decision. */
  function largestBatch(): number {
    return Math.max(0, ...[...gathered.values()].map(({ batchSize = 0 }) => batchSize));
  }

  function chosen({ flowIds }: DecideBrakeInput): KeptQuestion[] {
    const all = [...held.values()];
    if (flowIds === undefined) return all;
    const ids = new Set(flowIds);
    return all.filter(({ flowId }) => ids.has(flowId));
  }

  return {
    receive(question, { settleMs }, now) {
      const { requestId, flowId, urgent, knowsHeld } = question;
      const earlier = earlierVerdict(question);
      if (earlier !== undefined) return answer(flowId, earlier);
      if (urgent) {
        remove(requestId);
        return pass(question, now);
      }
      if (gathered.has(requestId)) return;
      if (!held.has(requestId)) return gather(question, settleMs, now);
      if (!knowsHeld) answer(flowId, { requestId, verdict: 'held' });
    },
    withdraw: remove,
    decide({ limit }, now) {
      if (decidesAt === undefined || now < decidesAt) return;
      forgetPassed(now);
      const isBlind = from.blindUntil !== undefined && now < from.blindUntil;
      const holds = isBlind || Math.max(countPeople(), largestBatch()) > limit;
      const questions = [...gathered.values()];
      gathered.clear();
      decidesAt = undefined;
      changed = true;
      for (const question of questions) {
        if (holds || question.heldBefore === true) hold(question, now);
        else pass(question, now);
      }
    },
    rejectionOf(verdict, input) {
      const { by, flowIds, seenHeld } = input;
      if (flowIds === undefined && seenHeld !== held.size) {
        const message = `The brake holds ${plural(held.size, 'flow')} by now. Look at the list, then decide.`;
        return { type: brakeRejections.changed, message };
      }
      const questions = chosen(input);
      const known = new Set(questions.map(({ flowId }) => flowId));
      const unknown = (flowIds ?? []).filter((id) => !known.has(id));
      if (unknown.length > 0) {
        const message = `The brake does not hold ${unknown.slice(0, 10).join(', ')}.`;
        return { type: brakeRejections.notHeld, message };
      }
      const own = questions.filter(({ orderedBy }) => isSameCaller(orderedBy, by));
      if (verdict === 'refused' || own.length === 0) return undefined;
      const message = `This would release ${plural(own.length, 'flow')} ordered by ${by}. Another key or person has to do that.`;
      return { type: brakeRejections.ownOrder, message };
    },
    apply(verdict, input, now) {
      const { by, reason } = input;
      const questions = chosen(input);
      const requestIds = questions.map(({ requestId }) => requestId);
      for (const { requestId, flowId } of questions) {
        remove(requestId);
        answer(flowId, { requestId, verdict, by, reason });
      }
      decisions.push({ verdict, by, reason, at: now, requestIds });
      while (decisions.length > brakeLimits.decisions || questionsIn(decisions) > brakeLimits.questions) {
        decisions.shift();
      }
      changed = true;
      return questions.length;
    },
    takeAnswers: () => answers.splice(0),
    haveAnswers: () => answers.length > 0,
    state: () => ({
      gathered: [...gathered.values()],
      held: [...held.values()],
      passed: [...passed.values()],
      decisions: [...decisions],
      notKept,
      timesOn,
      ...defined({ decidesAt, onSince, blindUntil: from.blindUntil }),
    }),
    haveChanged: () => changed,
    takeChanged() {
      const result = changed;
      changed = false;
      return result;
    },
  };
}

function personOf({ flowId }: Pick<KeptQuestion, 'flowId'>): string {
  return parseFlowId(flowId).personId;
}

function byRequestId(questions: readonly KeptQuestion[]): Map<string, KeptQuestion> {
  return new Map(questions.map((question) => [question.requestId, question]));
}

function questionsIn(decisions: readonly BrakeDecision[]): number {
  return decisions.reduce((count, { requestIds }) => count + requestIds.length, 0);
}
