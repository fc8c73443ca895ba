import { defined } from '../lib/optional.ts';
import type { OnboardingInput } from './onboarding-input.ts';
import type { OnboardingView } from '../api/onboarding-view.ts';

/**
 * An onboarding before its first step. The caller that starts it puts this into the memo, so that it can be read at once,
 * with or without a worker; the workflow starts from the same view.
 */
export function initialView(
  id: string,
  input: Omit<OnboardingInput, 'record'>,
  startedAtMs: number,
): OnboardingView {
  const { firstName, lastName, externalId, startDate } = input;
  const startedAt = new Date(startedAtMs).toISOString();
  return {
    id,
    state: 'checking',
    step: 'preflight',
    since: startedAt,
    requestedBy: input.requestedBy,
    email: input.email,
    ...defined({ firstName, lastName, externalId, startDate }),
    group: { name: input.group.name },
    policies: input.policies.map((name) => ({ name })),
    nextStep: 'The names of the group and the policies are checked; then the invitation is sent.',
    history: [{ at: startedAt, message: 'started' }],
    timings: { startedAt },
  };
}
