import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import type { Dialect } from '../../src/simulator/dialect.ts';
import type { CaseVultr } from './case-vultr.ts';
import type { CallSite } from './faults/calls.ts';

/** One course of an onboarding: what the world around it does, and what must hold whatever goes wrong. */
export type Scenario = {
  readonly name: string;
  /** A sentence or two for the page. */
  readonly description: string;
  /** Every place in the code that calls Vultr; `when` if that depends on the dialect. */
  readonly calls: readonly (CallSite & { readonly when?: (dialect: Partial<Dialect>) => boolean })[];
  /** Further calls, which another scenario combines with every fault. */
  readonly coveredElsewhere?: readonly CallSite[];
  /** The states that the onboarding goes through, each with the activity whose start shows that it was reached. */
  readonly moments: readonly { readonly state: OnboardingState; readonly activity: string }[];
  /** The lifetime of the first invitation, long enough for a delayed onboarding to start waiting within it. */
  readonly firstWindowMs: number;
  readonly request: (person: string) => OnboardingRequest;
  /**
   * Plays the world around the onboarding. The returned function is called repeatedly with the current view: the person
   * accepts an invitation, or an operator sends a command.
   */
  readonly script: (world: World) => (onboarding: OnboardingView) => Promise<void>;
  readonly hasEnded: (onboarding: OnboardingView) => boolean;
  /** Returns a text for each violation. `ended` is undefined if the onboarding did not end. */
  readonly findViolations: (vultr: CaseVultr, ended: OnboardingView | undefined) => Promise<string[]>;
};

export type World = { readonly vultr: CaseVultr; readonly onboardings: Onboardings };
