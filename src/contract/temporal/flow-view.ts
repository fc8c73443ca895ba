import type { OffboardingView } from '../api/offboarding-view.ts';
import type { OnboardingView } from '../api/onboarding-view.ts';
import { offboardingTraitsOf } from '../rules/offboarding-states.ts';
import { traitsOf } from '../rules/states.ts';

/** Any flow of a person, as the API shows it. An onboarding has no `kind`. */
export type FlowView = OnboardingView | OffboardingView;

export function isOffboarding(view: FlowView): view is OffboardingView {
  return 'kind' in view;
}

export function isOnboarding(view: FlowView): view is OnboardingView {
  return !isOffboarding(view);
}

/** Whether the flow is over: then the register remembers the person. */
export function hasEnded(view: FlowView): boolean {
  const { final } = isOffboarding(view) ? offboardingTraitsOf(view.state) : traitsOf(view.state);
  return final === true;
}
