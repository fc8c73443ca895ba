import type { AccessReport } from '../../contract/api/access-report.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { type FlowView, isOffboarding } from '../../contract/temporal/flow-view.ts';
import { type OnboardingState, traitsOf } from '../../contract/rules/states.ts';

/** How the reader hires the person of an onboarding again: a noun, for the middle of a sentence. */
export type RehireWords = (onboardingId: string) => string;

const apiCall: RehireWords = (id) => `POST /v1/onboardings/${id}/rehire`;

/** Adapts the advice of a report to the newest flow of the person. */
export function adviseWithFlow(
  report: AccessReport,
  flow: FlowView | undefined,
  rehireWords = apiCall,
): AccessReport {
  return flow !== undefined && isOffboarding(flow)
    ? adviseWithOffboarding(report, flow)
    : adviseWithOnboarding(report, flow, rehireWords);
}

/** A user whom an offboarding cuts off or removes should not be let in by hand. */
function adviseWithOffboarding(report: AccessReport, { id, state }: OffboardingView): AccessReport {
  if (state === 'reinstated') return report;
  const action =
    state === 'left'
      ? `Nothing: the person has left (${id}). If they should have access after all, hire them again: POST /v1/onboardings with "rehire": true.`
      : `Nothing: the person is leaving (${id}, ${state}). If they should have access after all, reinstate them while that is possible: POST /v1/offboardings/${id}/reinstate.`;
  return { ...report, fix: { step: 'none', action } };
}

/**
 * Adapts the advice of a report to the person's onboarding: what the onboarding will do by itself needs no manual fix,
 * and a user whom a cancelled onboarding removes should not be let in.
 */
export function adviseWithOnboarding(
  report: AccessReport,
  onboarding: OnboardingView | undefined,
  rehireWords = apiCall,
): AccessReport {
  if (onboarding === undefined) return report;
  const { state, cancellation } = onboarding;
  const { undoes, final } = traitsOf(state);
  const isBeingUndone =
    (undoes === true && final !== true) || (state === 'needs_attention' && cancellation !== undefined);
  if (isBeingUndone)
    return { ...report, fix: { step: 'none', action: whileUndone(rehireWords(onboarding.id)) } };
  if (report.fix.step === 'none') return report;
  return { ...report, fix: { ...report.fix, action: adviceFor(onboarding, report.fix.action, rehireWords) } };
}

function whileUndone(rehire: string): string {
  return `Nothing: the onboarding of this person was cancelled, and anyone who accepts its invitation is removed. If they should have access after all, hire them again: ${rehire}.`;
}

function adviceFor({ id, state }: OnboardingView, action: string, rehireWords: RehireWords): string {
  if (state === 'completed') {
    return `${action} The onboarding completed, so a repeated request changes nothing: ${rehireWords(id)} gives the access again and verifies it.`;
  }
  if (state === 'cancelled') {
    return `The onboarding of this person was cancelled. If they should have access after all, hire them again (${rehireWords(id)}). By hand: ${action}`;
  }
  return `${action} The onboarding of this person ${outlooks[state] ?? 'is in progress and continues by itself'}.`;
}

const outlooks: Partial<Record<OnboardingState, string>> = {
  needs_attention: 'needs attention; once that is resolved, it does the rest by itself',
  on_hold: 'is on hold; once resumed, it continues by itself',
};
