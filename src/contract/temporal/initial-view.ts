import { defined } from '../lib/optional.ts';
import type { OnboardingInput } from './onboarding-input.ts';
import type { OnboardingView } from '../api/onboarding-view.ts';

/**
 * A run as it stands before its first step. The caller that starts it puts this into its memo, so that the run can be
 * read at once, whether or not a worker is there; the run begins from the same.
 */
export function initialView(id: string, input: OnboardingInput, startedAtMs: number): OnboardingView {
  const { firstName, lastName, externalId, startDate } = input;
  const startedAt = new Date(startedAtMs).toISOString();
  return {
    id,
    state: 'checking',
    step: 'preflight',
    since: startedAt,
    email: input.email,
    ...defined({ firstName, lastName, externalId, startDate }),
    group: { name: input.group.name },
    policies: input.policies.map((name) => ({ name })),
    nextStep: 'The names of the group and the policies are checked; then the invitation is sent.',
    history: [{ at: startedAt, message: 'started' }],
    timings: { startedAt },
  };
}
