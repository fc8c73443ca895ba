import { condition } from '@temporalio/workflow';
import { failures } from '../contract/failures.ts';
import type { AttentionView } from '../contract/run-view.ts';
import type { RunState, Step } from '../contract/states.ts';
import type { StepFailure } from '../contract/step-data.ts';
import type { Inbox } from './commands.ts';
import type { RunCommand } from '../contract/messages.ts';
import { possibleCommands } from '../contract/possible-commands.ts';
import { nowIso, type RunRecord } from './run-record.ts';
import { stepFailureOf } from './step-failure.ts';

export type Run = { readonly record: RunRecord; readonly inbox: Inbox };

/**
 * Performs a step until it succeeds. A step that fails for good does not fail the run: it is shown to an operator
 * and performed again when they say so. `body` gets the command that led to it, if one did.
 */
export async function perform<T>(
  { record, inbox }: Run,
  step: Step,
  state: RunState,
  body: (order: RunCommand | undefined) => Promise<T>,
): Promise<T> {
  let order: RunCommand | undefined;
  for (;;) {
    record.enter(state, step);
    try {
      const result = await body(order);
      inbox.clear();
      return result;
    } catch (error) {
      const failure = stepFailureOf(error, step);
      record.note(`${failure.step} needs attention: ${failure.code}`);
      record.enter('needs_attention', failure.step, attentionFor(failure));
      inbox.rest();
      await condition(inbox.waiting);
      order = inbox.take();
    }
  }
}

function attentionFor({ step, code, message, details }: StepFailure): AttentionView {
  const { meaning, remedy } = failures[code];
  const { request, status, answer, facts } = details;
  const attention = {
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
  };
  const possible = possibleCommands({
    state: 'needs_attention',
    step,
    attention: { ...attention, possible: [] },
  });
  return { ...attention, possible: [...possible] };
}
