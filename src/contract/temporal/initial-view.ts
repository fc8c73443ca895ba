import type { OnboardingInput } from './onboarding-input.ts';
import type { OnboardingView } from '../api/onboarding-view.ts';

/**
 * A run as it stands before its first step. The caller that starts it puts this into its memo, so that the run can be
 * read at once, whether or not a worker is there; the run begins from the same.
 */
export function initialView(id: string, input: OnboardingInput, startedAtMs: number): OnboardingView {
  const startedAt = new Date(startedAtMs).toISOString();
  return {
    id,
    state: 'checking',
    step: 'preflight',
    since: startedAt,
    email: input.email,
    ...(input.firstName === undefined ? {} : { firstName: input.firstName }),
    ...(input.lastName === undefined ? {} : { lastName: input.lastName }),
    ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
    ...(input.startDate === undefined ? {} : { startDate: input.startDate }),
    group: { name: input.group.name },
    policies: input.policies.map((name) => ({ name })),
    nextStep: 'The names of group and policies are checked; then the invitation goes out.',
    history: [{ at: startedAt, message: 'started' }],
    timings: { startedAt },
  };
}
