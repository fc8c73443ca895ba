import type { OnboardingView } from '../api/onboarding-view.ts';
import type { Step } from '../rules/states.ts';
import type { EngineCheckpoint } from './engine-checkpoint.ts';
import type {
  Acceptance,
  ConfirmedPerson,
  Effects,
  GroupAnswer,
  InvitationRecord,
  PinnedPolicy,
} from './step-data.ts';

/** The results of the steps that an onboarding has completed: it runs none of them again. */
export type StepResults = {
  readonly preflight?: { readonly policies: readonly PinnedPolicy[]; readonly readyGroupId?: string };
  readonly invited?: { readonly acceptance?: Acceptance };
  readonly groupId?: string;
  readonly acceptance?: Acceptance;
  /** The person whom the onboarding has announced as accepted. */
  readonly person?: ConfirmedPerson;
  /** What the history says about the membership: whether the onboarding added the person. */
  readonly added?: boolean;
  readonly granted?: { readonly userId: string; readonly skipped: boolean };
  /** A cancelled onboarding has undone what it did; these invitations can still be accepted. */
  readonly alive?: readonly InvitationRecord[];
};

/** What an onboarding has asked the writer of its group, and the response if there is one. */
export type GroupExchange = { readonly requestId: string; readonly answer?: GroupAnswer };

/**
 * Everything that an execution of an onboarding hands to the next one. A rehire gets only the effects of the flow that it
 * continues.
 */
export type OnboardingCheckpoint = {
  readonly effects: Effects;
  /** Absent at the beginning of a flow. */
  readonly inProgress?: {
    readonly engine: EngineCheckpoint<OnboardingView, Step>;
    readonly results: StepResults;
    readonly groupExchange?: GroupExchange;
  };
};
