import {
  condition,
  ContinueAsNew,
  getExternalWorkflowHandle,
  proxyLocalActivities,
  setHandler,
  uuid4,
} from '@temporalio/workflow';
import type { TemporalActivities } from '../../activities/index.ts';
import {
  brakeIdFor,
  type BrakeExchange,
  type BrakeQuestion,
  type BrakeVerdict,
} from '../../contract/temporal/brake.ts';
import { brakeAnswerSignal, withdrawQuestionSignal } from '../../contract/temporal/messages.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';
import { organizationOf, type TaskQueues } from '../../contract/temporal/task-queues.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { temporalOptions } from '../engine/activity-options.ts';
import type { FlowTypes, State, Step } from '../engine/flow.ts';
import type { RunContext } from '../engine/run-context.ts';
import { runStep } from '../engine/run-step.ts';
import { failureFrom, stepFailureOf } from '../engine/step-failure.ts';

/** The question is repeated after this long without the last word, then after twice as long, up to the longest pause. */
const firstPauseMs = 2 * 60_000;
const longestPauseMs = 60 * 60_000;

/** A flow that passes the brake keeps its exchange in its checkpoint. */
export type Braked<Types extends FlowTypes> = RunContext<Types> & {
  brakeExchange: BrakeExchange | undefined;
  readonly input: { readonly taskQueues: TaskQueues };
};

export type PassBrakeOptions<Types extends FlowTypes> = Pick<
  BrakeQuestion,
  'flowId' | 'kind' | 'orderedBy' | 'urgent' | 'batchSize'
> & {
  /** The step and the state to show until there is an answer. */
  readonly step: Step<Types>;
  readonly state: State<Types>;
  readonly timings: Timings;
};

/**
 * Asks the brake of the organization and returns its last word; of a refused flow nothing may be taken. As long as the brake
 * holds the flow, the step needs attention with the code `brake_on`. Throws `RunCancelled`.
 */
export async function passBrake<Types extends FlowTypes>(
  run: Braked<Types>,
  options: PassBrakeOptions<Types>,
): Promise<BrakeVerdict> {
  const { requestId } = (run.brakeExchange ??= { requestId: uuid4() });
  setHandler(brakeAnswerSignal, (answer) => {
    if (answer.requestId === requestId && lastWordOf(run) === undefined) {
      run.brakeExchange = { requestId, answer };
    }
  });
  const asking = { isOver: false, failure: undefined as StepFailure<Step<Types>> | undefined };
  void keepAsking(run, options, requestId, asking);
  try {
    const verdict = await runStep(
      run,
      options.step,
      options.state,
      async () => {
        asking.failure = undefined;
        await run.rest(() => run.brakeExchange?.answer !== undefined || asking.failure !== undefined);
        const word = lastWordOf(run);
        if (word !== undefined) return word;
        throw failureFrom(asking.failure ?? held(options.step));
      },
      { recovered: () => lastWordOf(run) !== undefined },
    );
    run.brakeExchange = undefined;
    return verdict;
  } catch (error) {
    if (!(error instanceof ContinueAsNew)) await withdraw(run, requestId);
    throw error;
  } finally {
    asking.isOver = true;
  }
}

/** A brake that was terminated has not answered, and does not know whom it held: the question is repeated until the last word. */
async function keepAsking<Types extends FlowTypes>(
  run: Braked<Types>,
  { step, state: _state, timings, ...question }: PassBrakeOptions<Types>,
  requestId: string,
  asking: { isOver: boolean; failure: StepFailure<Step<Types>> | undefined },
): Promise<void> {
  const { askBrake } = proxyLocalActivities<TemporalActivities>(temporalOptions(timings));
  const isOver = () => asking.isOver || lastWordOf(run) !== undefined;
  const mayAsk = () => !run.control.stopping() && asking.failure === undefined;
  let pauseMs = Math.min(firstPauseMs, timings.groupAnswerMs);
  for (;;) {
    // A flow on hold asks nothing.
    await condition(() => mayAsk() || isOver());
    if (isOver()) return;
    const knowsHeld = run.brakeExchange?.answer !== undefined;
    try {
      await askBrake({ ...question, requestId, knowsHeld });
    } catch (error) {
      asking.failure = stepFailureOf(error, step);
      continue;
    }
    await condition(isOver, pauseMs, { summary: 'the brake decides, or the question is repeated' });
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
}

function lastWordOf<Types extends FlowTypes>({ brakeExchange }: Braked<Types>): BrakeVerdict | undefined {
  const answer = brakeExchange?.answer;
  if (answer === undefined || answer.verdict === 'held') return undefined;
  const { requestId: _, ...verdict } = answer;
  return verdict;
}

function held<AnyStep extends string>(step: AnyStep): StepFailure<AnyStep> {
  const message = 'the brake holds this and further departures until an operator releases or refuses them';
  return { step, code: 'brake_on', message, details: {} };
}

/** The flow takes nothing after all, so an operator need not decide about it. */
async function withdraw<Types extends FlowTypes>({ input }: Braked<Types>, requestId: string): Promise<void> {
  // Not from `workflowInfo`, which does not know the task queue while a history is replayed.
  const brakeId = brakeIdFor(organizationOf(input.taskQueues.onboarding));
  try {
    await getExternalWorkflowHandle(brakeId).signal(withdrawQuestionSignal, { requestId });
  } catch {
    // No brake is running, so none holds the flow.
  }
}
