import { type OnboardingRequest, rolesOf } from '../contract/api/onboarding-request.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { describeNextStep } from '../contract/rules/next-step.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';

/** What a repeated request for an erased person gets: only the request itself says who it was about. */
export function erasedView(
  personId: string,
  { flow, erasedAt }: { readonly flow: number; readonly erasedAt: string },
  { email, group, policies = [], ...request }: OnboardingRequest,
): OnboardingView {
  const view: OnboardingView = {
    id: flowIdFor(personId, flow),
    state: 'erased',
    step: 'preflight',
    since: erasedAt,
    email,
    // What the roles mean by now says nothing of the person.
    group: { name: group?.name ?? rolesOf(request).join(', ') },
    policies: policies.map((policy) => ({ name: policy })),
    nextStep: '',
    history: [{ at: erasedAt, message: 'erased' }],
    timings: { startedAt: erasedAt },
  };
  return { ...view, nextStep: describeNextStep(view) };
}
