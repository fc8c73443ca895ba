import type { AccessReport } from '../../contract/api/access-report.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { type OnboardingState, traitsOf } from '../../contract/rules/states.ts';

/**
 * The report, with what to do seen in the light of the person's run: what a run does by itself nobody need do by hand,
 * and whom a cancelled run takes out again nobody should let in.
 */
export function adviseWithOnboarding(report: AccessReport, run: OnboardingView | undefined): AccessReport {
  if (run === undefined) return report;
  const { state, cancellation } = run;
  const { undoes, final } = traitsOf(state);
  const isBeingUndone =
    (undoes === true && final !== true) || (state === 'needs_attention' && cancellation !== undefined);
  if (isBeingUndone) return { ...report, fix: { step: 'none', action: whileUndone } };
  if (report.fix.step === 'none') return report;
  return { ...report, fix: { ...report.fix, action: advice(report.fix.action, run) } };
}

const whileUndone =
  'Nothing: the run of this person was cancelled, and who accepts its invitation is taken out again. If they are to have access after all, hire them again: POST /v1/onboardings.';

function advice(action: string, { state }: OnboardingView): string {
  if (state === 'completed') return action;
  if (state === 'cancelled') {
    return `The run of this person was cancelled. If they are to have access after all: ${action}`;
  }
  const goesOn: Partial<Record<OnboardingState, string>> = {
    needs_attention: 'needs attention: put right, it does the rest by itself',
    on_hold: 'is on hold: resumed, it goes on by itself',
  };
  return `${action} The run of this person ${goesOn[state] ?? 'is under way and goes on by itself'}.`;
}
