import { describeNextOffboardingStep } from '../rules/next-offboarding-step.ts';
import { defined } from '../lib/optional.ts';
import type { OffboardingView } from '../api/offboarding-view.ts';
import type { OffboardingInput } from './offboarding-input.ts';

/**
 * An offboarding before its first step. The caller that starts it puts this into the memo, so that it can be read at once,
 * with or without a worker; the workflow starts from the same view.
 */
export function initialOffboardingView(
  id: string,
  { requestedBy, email, externalId, reason, effectiveAt, graceMs }: Omit<OffboardingInput, 'record'>,
  startedAtMs: number,
): OffboardingView {
  const startedAt = new Date(startedAtMs).toISOString();
  const isScheduled = effectiveAt !== undefined;
  const view: OffboardingView = {
    id,
    kind: 'offboarding',
    state: isScheduled ? 'scheduled' : 'surveying',
    step: isScheduled ? 'awaitStart' : 'surveyPerson',
    since: startedAt,
    requestedBy,
    email,
    ...defined({ externalId, effectiveAt }),
    reason,
    graceMs,
    nextStep: '',
    history: [{ at: startedAt, message: isScheduled ? 'scheduled' : 'started' }],
    timings: { startedAt },
  };
  return { ...view, nextStep: describeNextOffboardingStep(view) };
}
