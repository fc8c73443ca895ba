import { condition } from '@temporalio/workflow';
import { failures } from '../../contract/rules/failures.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import type { AttentionView, OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { OnboardingState, Step } from '../../contract/rules/states.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';
import type { Command } from './command-inbox.ts';
import { countAttention } from '../onboarding/metrics.ts';
import type { RunContext } from './run-context.ts';
import { nowIso } from './record.ts';
import { stepFailureOf } from './step-failure.ts';

/**
 * Performs a step until it succeeds. A step that fails for good does not fail the run: it is shown to an operator
 * and performed again when they say so. `body` gets the command that led to it, if one did. `skipped` is what the
 * step comes to where an operator takes it on themselves; `recovered` says whether it can go on without one. Throws
 * `RunCancelled`.
 */
export async function runStep<T>(
  run: RunContext,
  step: Step,
  state: OnboardingState,
  body: (order: Command | undefined) => Promise<T>,
  skipped?: () => T,
  recovered: () => boolean = () => false,
): Promise<T> {
  const { record, inbox, control, announcer } = run;
  for (;;) {
    await control.enterStep(step, state, inbox.resolveEffective);
    const order = inbox.take();
    try {
      if (order?.command === 'skip' && skipped !== undefined) {
        inbox.resolveAll();
        return skipped();
      }
      const performed = await control.interruptible(() => body(order));
      if (performed.outcome === 'done') {
        inbox.resolveAll();
        return performed.value;
      }
      inbox.putBack();
    } catch (error) {
      const failure = stepFailureOf(error, step);
      if (mayHaveWritten(failure)) control.markWriteUncertain();
      countAttention(failure.step, failure.code);
      record.note(`${failure.step} needs attention: ${failure.code}`);
      record.enter('needs_attention', failure.step, attentionFor(failure, record.view));
      announcer.announce('onboarding.needs_attention');
      inbox.resolveTaken();
      await condition(() => inbox.waiting() || control.stopping() || recovered());
    }
  }
}

/** Then the next look must not be too early. A failure that says nothing of it counts as one that may have. */
function mayHaveWritten({ code, details }: StepFailure): boolean {
  if (code === 'invitation_unanswered') return false;
  return code === 'write_not_visible' || details.inDoubt !== false;
}

function attentionFor({ step, code, message, details }: StepFailure, view: OnboardingView): AttentionView {
  const { meaning, remedy } = failures[code];
  const { request, status, answer, facts } = details;
  const { cancellation } = view;
  // The facts are those of the code: `codedFailure` has checked it.
  return {
    step,
    code,
    meaning,
    remedy,
    detail: message,
    since: nowIso(),
    ...(request === undefined ? {} : { request }),
    ...(status === undefined ? {} : { status }),
    ...(answer === undefined ? {} : { answer }),
    ...(facts === undefined ? {} : { facts }),
    allowedCommands: [
      ...allowedCommands({ state: 'needs_attention', step, attention: { code }, cancellation }),
    ],
  } as AttentionView;
}
