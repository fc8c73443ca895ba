import type { Client } from '@temporalio/client';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { OffboardingState } from '../../src/contract/rules/offboarding-states.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import type { Role } from '../../src/contract/config/roles.ts';
import type { Offboardings } from '../../src/offboardings/offboardings.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import type { Dialect } from '../../src/simulator/dialect.ts';
import type { CaseVultr } from './case-vultr.ts';
import type { CrashFilter } from './crash-events.ts';
import type { HistoryEvent } from './crashes/history-event.ts';
import type { CallSite } from './faults/calls.ts';
import type { Watch } from './watch-person.ts';

/** One course of a person's onboardings: what the world around them does, and what must hold whatever goes wrong. */
export type Scenario = {
  readonly name: string;
  /** A sentence or two for the page. */
  readonly description: string;
  /** Every place in the code that calls Vultr and is combined with every fault; `when` if that depends on the dialect. */
  readonly calls: readonly (CallSite & { readonly when?: (dialect: Partial<Dialect>) => boolean })[];
  /** How many emails go to a person who has left and is hired again; 0 if left out. Each has a reason. */
  readonly hiredAgain?: number;
  /** Further calls, which another scenario combines with every fault. */
  readonly coveredElsewhere?: readonly CallSite[];
  /** Further calls, which only a slow attempt makes, or one after a fault. */
  readonly afterFaults?: readonly CallSite[];
  /** What its follow-up request is about, if it has one. */
  readonly followsUpWith?: 'rehire' | 'replacement';
  /** Only calls after the follow-up request count and get faults, because another scenario covers those before it. */
  readonly faultsAfterFollowUp?: true;
  /** The events of the person's history at which the worker crashes. If it is left out, at all, and at all of the group. */
  readonly crashesAt?: CrashFilter;
  /** No process crashes in it, because another scenario with the same course has those crashes. */
  readonly onlyFaults?: true;
  /** The server suggests to continue as new so early that the workflow does so wherever it rests. */
  readonly continuesAsNewEarly?: true;
  /** Temporal crashes at each of these moments. */
  readonly moments: readonly Moment[];
  /** The lifetime of the first invitation, long enough for a delayed onboarding to start waiting within it. */
  readonly firstWindowMs: number;
  /** The roles file, with groups of the person's own. */
  readonly roles?: (person: string) => readonly Role[];
  readonly request: (person: string) => OnboardingRequest;
  /** What must hold after every single change at Vultr. */
  readonly watch?: (person: string) => Watch;
  /** The request of the other email that replaces the first one. */
  readonly replacement?: (person: string) => OnboardingRequest;
  /**
   * Plays the world around the onboarding. The returned function is called repeatedly with the current view: the person
   * accepts an invitation, or an operator sends a command. It returns the ID of the onboarding that follows, once there is
   * one: from then on it gets the view of that one.
   */
  readonly script: (world: World) => (onboarding: OnboardingView) => Promise<string | void>;
  /** Whether the onboarding needs attention because the scenario is about it, so that the script helps it. */
  readonly expectsAttention?: (onboarding: OnboardingView) => boolean;
  readonly hasEnded: (onboarding: OnboardingView) => boolean;
  /** Returns a text for each violation. `ended` is undefined if the onboarding did not end. */
  readonly findViolations: (vultr: CaseVultr, ended: OnboardingView | undefined) => Promise<string[]>;
  /** Returns what the undisturbed course lacks of what the scenario is about, by the histories of the person's executions. */
  readonly findGaps?: (history: readonly HistoryEvent[]) => string[];
};

/** A state of the flow, and the activity or the workflow whose start shows that it was reached. */
export type Moment = {
  readonly state: OnboardingState | OffboardingState;
  readonly started: string;
  /** The execution of the workflow ID in which that happens, counted from 1. If it is left out, the first in which it does. */
  readonly execution?: number;
};

export type World = {
  readonly person: string;
  readonly organization: string;
  readonly client: Client;
  readonly vultr: CaseVultr;
  readonly onboardings: Onboardings;
  readonly offboardings: Offboardings;
  /** Sends the request for the onboarding that follows. Returns it, or `undefined` if there was no response. */
  readonly followUp: (request: FollowUp) => Promise<OnboardingView | undefined>;
};

/** `POST /v1/onboardings` with a body, or `POST /v1/onboardings/{id}/rehire`. */
export type FollowUp =
  { readonly post: OnboardingRequest; readonly rehire?: never } | { readonly rehire: string };
