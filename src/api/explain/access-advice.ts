import type { AccessReport } from '../../contract/api/access-report.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { type OnboardingState, traitsOf } from '../../contract/rules/states.ts';

/**
 * Adapts the advice of a report to the person's onboarding: what the onboarding will do by itself needs no manual fix,
 * and a user whom a cancelled onboarding removes should not be let in.
 */
export function adviseWithOnboarding(
  report: AccessReport,
  onboarding: OnboardingView | undefined,
): AccessReport {
  if (onboarding === undefined) return report;
  const { state, cancellation } = onboarding;
  const { undoes, final } = traitsOf(state);
  const isBeingUndone =
    (undoes === true && final !== true) || (state === 'needs_attention' && cancellation !== undefined);
  if (isBeingUndone) return { ...report, fix: { step: 'none', action: whileUndone(onboarding) } };
  if (report.fix.step === 'none') return report;
  return { ...report, fix: { ...report.fix, action: adviceFor(onboarding, report.fix.action) } };
}

function whileUndone({ id }: OnboardingView): string {
  return `Nothing: the onboarding of this person was cancelled, and anyone who accepts its invitation is removed. If they should have access after all, hire them again: POST /v1/onboardings/${id}/rehire.`;
}

function adviceFor({ id, state }: OnboardingView, action: string): string {
  if (state === 'completed') {
    return `${action} The onboarding completed, so a repeated request changes nothing: POST /v1/onboardings/${id}/rehire gives the access again and verifies it.`;
  }
  if (state === 'cancelled') {
    return `The onboarding of this person was cancelled. If they should have access after all, hire them again (POST /v1/onboardings/${id}/rehire). By hand: ${action}`;
  }
  return `${action} The onboarding of this person ${outlooks[state] ?? 'is in progress and continues by itself'}.`;
}

const outlooks: Partial<Record<OnboardingState, string>> = {
  needs_attention: 'needs attention; once that is resolved, it does the rest by itself',
  on_hold: 'is on hold; once resumed, it continues by itself',
};
