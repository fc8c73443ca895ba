import type { OnboardingView } from '../api/onboarding-view.ts';
import type { Step } from '../rules/states.ts';
import type { BrakeExchange } from './brake.ts';
import type { EngineCheckpoint } from './engine-checkpoint.ts';
import type { GroupsToLeave, LeftGroup } from './offboarding.ts';
import type {
  Acceptance,
  CheckedGroup,
  ConfirmedPerson,
  Effects,
  GroupAnswer,
  InvitationRecord,
} from './step-data.ts';

/** The results of the steps that an onboarding has completed: it runs none of them again. */
export type StepResults = {
  /** The time for which the onboarding was scheduled has come. */
  readonly begun?: true;
  readonly preflight?: { readonly groups: readonly CheckedGroup[] };
  readonly invited?: { readonly acceptance?: Acceptance };
  /** IDs of the groups that their writers have prepared, by name. */
  readonly groupIds?: Readonly<Record<string, string>>;
  readonly acceptance?: Acceptance;
  /** The person whom the onboarding has announced as accepted. */
  readonly person?: ConfirmedPerson;
  /** What the history says about the memberships. */
  readonly membershipNote?: string;
  readonly granted?: { readonly userId: string; readonly skipped: boolean };
  /** The groups that a mover is to leave, before any of them was left. */
  readonly toLeave?: GroupsToLeave['groups'];
  /** Whether the brake has let the leaving pass. */
  readonly passedBrake?: boolean;
  readonly left?: readonly LeftGroup[];
  readonly leftVerified?: boolean;
  /** A cancelled onboarding has undone what it did; these invitations can still be accepted. */
  readonly alive?: readonly InvitationRecord[];
};

/** What an onboarding has asked the writer of a group, and the response if there is one. */
export type GroupExchange = { readonly requestId: string; readonly answer?: GroupAnswer };

/**
 * Everything that an execution of an onboarding hands to the next one. A rehire gets only the effects of the flow that it
 * continues, and an onboarding that supersedes another also whether a write of that one is in doubt. One that a departure had
 * interrupted goes on with a view of its own.
 */
export type OnboardingCheckpoint = {
  readonly effects: Effects;
  /** The view at the beginning, if it is not that of a new onboarding. */
  readonly view?: OnboardingView;
  /** Since when the outcome of a write of the earlier flow is unknown, in milliseconds since 1970. */
  readonly writeUncertainSince?: number;
  /** Absent at the beginning of a flow. */
  readonly inProgress?: {
    readonly engine: EngineCheckpoint<OnboardingView, Step>;
    readonly results: StepResults;
    readonly brakeExchange?: BrakeExchange;
    /** By the name of the group. */
    readonly groupExchanges?: Readonly<Record<string, GroupExchange>>;
  };
};
