import { defined } from '../../contract/lib/optional.ts';
import { failures } from '../../contract/rules/failures.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';
import { nowIso } from './now.ts';

/** What an operator sees of a step that failed permanently. */
export function attentionOf<Step extends string>(
  { step, code, message, details }: StepFailure<Step>,
  allowedCommands: readonly string[],
) {
  const { meaning, remedy } = failures[code];
  const { request, status, answer, facts } = details;
  // The facts belong to the code: `codedFailure` has checked them where they were attached.
  return {
    step,
    code,
    meaning,
    remedy,
    detail: message,
    since: nowIso(),
    ...defined({ request, status, answer, facts }),
    allowedCommands: [...allowedCommands],
  };
}
