import { showGroups } from '../rules/groups-of-view.ts';
import { describeNextStep } from '../rules/next-step.ts';
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
  const { firstName, lastName, externalId, startDate, notBefore } = input;
  const startedAt = new Date(startedAtMs).toISOString();
  const isScheduled = notBefore !== undefined;
  const view: OnboardingView = {
    id,
    state: isScheduled ? 'scheduled' : 'checking',
    step: isScheduled ? 'awaitStart' : 'preflight',
    since: startedAt,
    requestedBy: input.requestedBy,
    email: input.email,
    ...defined({ firstName, lastName, externalId, startDate, notBefore }),
    ...(input.roles === undefined ? {} : { roles: [...input.roles] }),
    ...(input.leaving === undefined ? {} : { leaveGroups: toLeave(input.leaving) }),
    ...showGroups(
      input.groups.map(({ name, policies }) => ({
        name,
        policies: policies.map((policy) => ({ name: policy })),
      })),
    ),
    nextStep: '',
    history: [{ at: startedAt, message: isScheduled ? 'scheduled' : 'started' }],
    timings: { startedAt },
  };
  return { ...view, nextStep: describeNextStep(view) };
}

function toLeave({ leave }: NonNullable<OnboardingInput['leaving']>): OnboardingView['leaveGroups'] {
  return leave === 'managed' ? leave : [...leave];
}
