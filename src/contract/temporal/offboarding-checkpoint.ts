import type { OffboardingView } from '../api/offboarding-view.ts';
import type { OnboardingView } from '../api/onboarding-view.ts';
import type { OffboardingStep } from '../rules/offboarding-states.ts';
import type { BrakeExchange } from './brake.ts';
import type { EngineCheckpoint } from './engine-checkpoint.ts';
import type { SurveyResult, SuspendResult } from './offboarding.ts';
import type { OnboardingInput } from './onboarding-input.ts';
import type { Acceptance, Effects, InvitationRecord } from './step-data.ts';

/** What came of the suspension: `skipped` if an operator lets the departure go on without it. */
export type Suspension = SuspendResult['outcome'] | 'skipped';

/** The results of the steps that an offboarding has completed: it runs none of them again. */
export type DepartureResults = {
  /** The time for which the departure was scheduled has come. */
  readonly begun?: true;
  readonly survey?: SurveyResult;
  /** The brake has let the departure go, by itself or because an operator released it. */
  readonly released?: { readonly byOperator: boolean };
  /** An operator has let the departure go, and the guards were asked again. */
  readonly judgedAgain?: true;
  readonly suspension?: Suspension;
  readonly apiClosed?: true;
  readonly graceOver?: true;
  readonly stripped?: true;
  readonly removed?: true;
  readonly verified?: true;
  /** The person is gone; these invitations can still be accepted. */
  readonly alive?: readonly InvitationRecord[];
  /** How a guarded invitation was accepted. */
  readonly acceptance?: Acceptance;
};

/** An open onboarding that a departure has interrupted: it goes on if the departure is called off. */
export type InterruptedOnboarding = {
  readonly input: Omit<OnboardingInput, 'record'>;
  readonly hold?: OnboardingView['hold'];
  /** Whether it had been cancelled: then only its cancellation goes on. */
  readonly isCancelled: boolean;
};

/** Everything that an execution of an offboarding hands to the next one, or an interrupted onboarding to the offboarding. */
export type OffboardingCheckpoint = {
  /** What the onboarding that the departure interrupted had done. */
  readonly inherited?: Effects;
  readonly interrupted?: InterruptedOnboarding;
  /** Since when the outcome of a write of that onboarding is unknown, in milliseconds since 1970. */
  readonly writeUncertainSince?: number;
  /** Absent at the beginning of a flow. */
  readonly inProgress?: {
    readonly engine: EngineCheckpoint<OffboardingView, OffboardingStep>;
    readonly results: DepartureResults;
    readonly brakeExchange?: BrakeExchange;
  };
};
