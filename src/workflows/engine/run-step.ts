import { failureTraitsOf } from '../../contract/rules/failures.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';
import type { Command, FlowTypes, State, Step } from './flow.ts';
import type { RunContext } from './run-context.ts';
import { stepFailureOf } from './step-failure.ts';

export type StepOptions<Types extends FlowTypes, T> = {
  /** Result of the step if an operator skips it. Left out, the step cannot be skipped. */
  readonly skipped?: () => T;
  /** Whether the step can continue without an operator after it has failed. */
  readonly recovered?: () => boolean;
  /** The step to show while the flow is on hold, for a body that does several. */
  readonly heldAt?: () => Step<Types>;
};

/**
 * Runs a step until it succeeds. A permanent failure does not fail the workflow: it is shown to an operator, who can
 * retry it. `body` receives the command that led to the attempt, if there was one. Throws `RunCancelled`.
 */
export async function runStep<Types extends FlowTypes, T>(
  run: RunContext<Types>,
  step: Step<Types>,
  state: State<Types>,
  body: (command: Command<Types> | undefined) => Promise<T>,
  { skipped, recovered = () => false, heldAt = () => step }: StepOptions<Types, T> = {},
): Promise<T> {
  const { flow, record, inbox, control, announcer } = run;
  for (;;) {
    // An earlier execution may have handed over a step that waits for an operator.
    if (run.failedStep !== step) {
      await control.enterStep(step, state, inbox.resolveEffective, heldAt());
      const command = inbox.take();
      try {
        if (command?.command === 'skip' && skipped !== undefined) {
          inbox.resolveAll();
          return skipped();
        }
        const attempt = await control.interruptible(() => body(command));
        if (attempt.outcome === 'done') {
          inbox.resolveAll();
          return attempt.value;
        }
        inbox.putBack();
        continue;
      } catch (error) {
        const failure = stepFailureOf(error, step);
        if (mayHaveWritten(failure)) control.markWriteUncertain();
        flow.countAttention(failure);
        record.note(`${failure.step} needs attention: ${failure.code}`);
        record.enter('needs_attention', failure.step, flow.toAttention(failure, record.view));
        announcer.announce(flow.attentionEvent);
        inbox.resolveTaken();
        run.failedStep = step;
      }
    }
    await run.rest(() => inbox.waiting() || control.stopping() || recovered());
    run.failedStep = undefined;
  }
}

/** If so, the next look must not come too early. A failure that does not say counts as one that may have written. */
function mayHaveWritten({ code, details }: StepFailure<string>): boolean {
  const { wrote } = failureTraitsOf(code);
  return wrote === undefined ? details.inDoubt !== false : wrote === 'something';
}
