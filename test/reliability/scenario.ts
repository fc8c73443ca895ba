import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import type { Dialect } from '../../src/simulator/dialect.ts';
import type { CallSite } from './faults/calls.ts';
import type { VultrOfACell } from './case-vultr.ts';

/** A life that a run can have, told by what the world outside does, and what must be true of it whatever goes wrong. */
export type Scenario = {
  readonly name: string;
  /** A sentence for the page. */
  readonly story: string;
  /** Every place from which the run calls Vultr; `when` where that depends on the dialect. */
  readonly calls: readonly (CallSite & { readonly when?: (dialect: Partial<Dialect>) => boolean })[];
  /** Calls that it makes, too, and that another scenario puts through every fault. */
  readonly elsewhere?: readonly CallSite[];
  /** The states it passes through, each with the activity whose beginning shows that it has come there. */
  readonly moments: readonly { readonly state: OnboardingState; readonly activity: string }[];
  /** How long the first invitation lives: long enough for a run that is slowed down to come to the wait in it. */
  readonly firstWindowMs: number;
  readonly request: (person: string) => OnboardingRequest;
  /**
   * The world outside. What it answers is called again and again with the run as it stands: the person answers a mail,
   * an operator gives a command.
   */
  readonly world: (outside: Outside) => (run: OnboardingView) => Promise<void>;
  readonly isOver: (run: OnboardingView) => boolean;
  /** What is wrong with what there is, in words. Without `end` the run did not get to its end. */
  readonly wrongs: (vultr: VultrOfACell, end: OnboardingView | undefined) => Promise<string[]>;
};

export type Outside = { readonly vultr: VultrOfACell; readonly runs: Onboardings };
