import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';
import {
  type BrakeDecision,
  type BrakeMemo,
  type BrakeSettings,
  type BrakeState,
  brakeWindowMs,
  type DecideBrakeInput,
} from '../../contract/temporal/brake.ts';
import {
  askBrakeSignal,
  refuseBrakeUpdate,
  releaseBrakeUpdate,
  withdrawQuestionSignal,
} from '../../contract/temporal/messages.ts';
import type { BrakeWorkflow } from '../../contract/temporal/workflow-definitions.ts';
import { shouldContinueAsNew } from '../engine/continue-as-new.ts';
import { announceOn } from './announce-on.ts';
import { describeBrake } from './brake-page.ts';
import { createQuestions, type Questions } from './questions.ts';
import { sendAnswers } from './send-answers.ts';

/**
 * The brake of an organization: every flow asks it before it takes something from a person. It gathers for a while after the
 * first question, because a wrong list arrives as a stream, and then decides about all of them at once. It ignores a
 * cancellation from Temporal. Ends after a day without a question if it holds no flow.
 */
export async function brake(settings: BrakeSettings, known?: BrakeState): Promise<void> {
  return CancellationScope.nonCancellable(() => serve(settings, known));
}

async function serve(first: BrakeSettings, known?: BrakeState): Promise<void> {
  let settings = first;
  const questions = createQuestions(known);
  setHandler(askBrakeSignal, (latest, question) => {
    settings = latest;
    if (question !== undefined) questions.receive(question, settings, Date.now());
  });
  setHandler(withdrawQuestionSignal, ({ requestId }) => questions.withdraw(requestId));
  setDecisionHandlers(questions);
  show(questions, settings);
  let announced = questions.state().timesOn;

  for (;;) {
    if (!(await work(questions)) && !questions.haveChanged()) return;
    questions.decide(settings, Date.now());
    // Published before the answers leave, in the same task: a brake that follows this one knows whom it let through.
    if (questions.takeChanged()) publish(questions, settings);
    const { timesOn } = questions.state();
    await Promise.all([
      sendAnswers(questions.takeAnswers()),
      ...(timesOn > announced ? [announceOn(questions.state(), settings)] : []),
    ]);
    announced = timesOn;
    if (questions.haveAnswers() || questions.haveChanged()) continue;
    if (canContinue()) await continueAsItself(settings, questions.state());
  }
}

/** Waits for something to do. Returns false if there was nothing for so long that nothing is worth remembering. */
async function work(questions: Questions): Promise<boolean> {
  const wake = () => questions.haveAnswers() || questions.haveChanged() || canContinue();
  const { decidesAt, held } = questions.state();
  if (decidesAt !== undefined) {
    const summary = 'gathers further questions, then decides about all of them';
    const ms = decidesAt - Date.now();
    if (ms > 0) await condition(wake, ms, { summary });
    return true;
  }
  if (held.length === 0) return condition(wake, brakeWindowMs, { summary: 'ends if no question arrives' });
  await condition(wake);
  return true;
}

function setDecisionHandlers(questions: Questions): void {
  const decisions = [
    { update: releaseBrakeUpdate, verdict: 'released' },
    { update: refuseBrakeUpdate, verdict: 'refused' },
  ] as const;
  for (const { update, verdict } of decisions) {
    setHandler(
      update,
      async (input) => {
        const decided = questions.apply(verdict, input, Date.now());
        // Returns only after the loop has published and answered, so that the order of commands does not depend on
        // interceptors.
        const isPublished = () => !questions.haveChanged() && !questions.haveAnswers();
        await CancellationScope.nonCancellable(() => condition(isPublished));
        return decided;
      },
      { validator: (input) => assertFits(questions, verdict, input) },
    );
  }
}

function assertFits(questions: Questions, verdict: BrakeDecision['verdict'], input: DecideBrakeInput): void {
  const rejection = questions.rejectionOf(verdict, input);
  if (rejection !== undefined) throw ApplicationFailure.create({ ...rejection, nonRetryable: true });
}

function publish(questions: Questions, settings: BrakeSettings): void {
  upsertMemo(memoOf(questions.state(), settings));
  show(questions, settings);
}

function show(questions: Questions, settings: BrakeSettings): void {
  setCurrentDetails(describeBrake(questions.state(), settings));
}

function memoOf(state: BrakeState, settings: BrakeSettings): BrakeMemo {
  return { brake: state, brakeSettings: settings };
}

function canContinue(): boolean {
  return shouldContinueAsNew() && allHandlersFinished();
}

function continueAsItself(settings: BrakeSettings, state: BrakeState): Promise<never> {
  return makeContinueAsNewFunc<BrakeWorkflow>({ memo: memoOf(state, settings) })(settings, state);
}
