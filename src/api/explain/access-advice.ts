import type { AccessReport } from '../../contract/api/access-report.ts';
import type { RunView } from '../../contract/api/onboarding-view.ts';
import type { RunState } from '../../contract/rules/states.ts';

/**
 * The report, with what to do seen in the light of the person's run: what a run does by itself nobody need do by hand,
 * and whom a cancelled run takes out again nobody should let in.
 */
export function withRun(report: AccessReport, run: RunView | undefined): AccessReport {
  if (run === undefined) return report;
  const { state, cancellation } = run;
  const isUndone =
    state === 'cancelling' ||
    state === 'guarding' ||
    (state === 'needs_attention' && cancellation !== undefined);
  if (isUndone) return { ...report, fix: { step: 'none', what: whileUndone } };
  if (report.fix.step === 'none') return report;
  return { ...report, fix: { ...report.fix, what: advice(report.fix.what, run) } };
}

const whileUndone =
  'Nothing: the run of this person was cancelled, and who accepts its invitation is taken out again. If they are to have access after all, hire them again: POST /v1/onboardings.';

function advice(what: string, { state }: RunView): string {
  if (state === 'completed') return what;
  if (state === 'cancelled') {
    return `The run of this person was cancelled. If they are to have access after all: ${what}`;
  }
  const goesOn: Partial<Record<RunState, string>> = {
    needs_attention: 'needs attention: put right, it does the rest by itself',
    on_hold: 'is on hold: resumed, it goes on by itself',
  };
  return `${what} The run of this person ${goesOn[state] ?? 'is under way and goes on by itself'}.`;
}
