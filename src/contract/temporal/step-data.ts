import type { KeptUser, Removal } from '../api/onboarding-view.ts';
import type { FailureCode, FailureDetails } from '../rules/failures.ts';
import type { Step } from '../rules/states.ts';
import type { Timings } from './timings.ts';

/*
 * What passes between workflows and activities. All of it is stored in Temporal's history, so it is plain JSON and
 * contains no secret. Instants are milliseconds since 1970 (UTC).
 */

/** A managed policy whose name has been resolved to its ID. */
export type PinnedPolicy = { readonly name: string; readonly id: string };

export type InvitationRecord = { readonly id: string; readonly expiresAt: number };

export type PreflightInput = {
  readonly email: string;
  readonly allowedAddresses: readonly string[];
  readonly groups: readonly { readonly name: string; readonly policies: readonly string[] }[];
  readonly timings: Timings;
};

/**
 * What existed before the onboarding wrote anything. Vultr's objects do not say who created them, so this is how a
 * cancelled onboarding knows what is not its own.
 */
export type Baseline = {
  /** The invited email, then the allowed ones. */
  readonly addresses: readonly string[];
  /** Users who had one of these emails. A pending row is not a user yet. */
  readonly userIds: readonly string[];
  /** Hashes of all user IDs; absent if the organization is too large. */
  readonly users?: string;
  /** Every invitation to the email that could be read, whatever its status. */
  readonly invitationIds: readonly string[];
  /** IDs of the wanted groups of which the person was a member. */
  readonly inGroups: readonly string[];
};

/** What the preflight has found of one group. */
export type CheckedGroup = {
  /** From here on, the onboarding uses these IDs instead of the names. */
  readonly policies: readonly PinnedPolicy[];
  readonly exists: boolean;
  /** The group, if it exists and carries every policy: then there is nothing to prepare. */
  readonly readyGroupId?: string;
};

export type PreflightResult = {
  /** In the order of the input. */
  readonly groups: readonly CheckedGroup[];
  /** What the request probably did not mean, in words. */
  readonly warnings?: readonly string[];
  readonly baseline: Baseline;
};

export type SendInput = { readonly email: string; readonly apiAccess: boolean; readonly timings: Timings };

/** Includes the onboarding's own invitations: anyone who has accepted one must be confirmed, not invited again. */
export type InviteInput = SendInput & {
  readonly ownInvitationIds: readonly string[];
  /** Accounts to which an earlier flow gave access: whatever their email, they are the person's. Left out, there are none. */
  readonly grantedUserIds?: readonly string[];
};

/** A person who is in the organization already (`member`) needs no invitation. */
export type SendResult =
  | { readonly outcome: 'member'; readonly userId: string; readonly inDoubt: boolean }
  | { readonly outcome: 'adopted' | 'sent'; readonly invitation: InvitationRecord };

export type InviteResult =
  | SendResult
  | { readonly outcome: 'accepted'; readonly acceptance: Acceptance; readonly invitationId: string };

export type EnsureGroupInput = {
  readonly name: string;
  readonly description: string;
  readonly timings: Timings;
};

export type EnsuredGroup = { readonly id: string; readonly created: boolean };

export type AttachPoliciesInput = {
  readonly groupId: string;
  readonly policies: readonly PinnedPolicy[];
  readonly timings: Timings;
};

/** What became of one policy: `failure` says why the group does not carry it. `id` is the policy's. */
export type PolicyResult = { readonly id: string } & (
  { readonly outcome: 'already' | 'attached' } | { readonly outcome: 'failed'; readonly failure: StepFailure }
);

/** What an onboarding requests from the group writer. `workflowId` is where the group writer sends its response. */
export type GroupRequest = {
  readonly requestId: string;
  readonly workflowId: string;
  readonly policies: readonly PinnedPolicy[];
};

export type GroupAnswer = { readonly requestId: string } & (
  | { readonly ok: true; readonly groupId: string; readonly created: boolean }
  | { readonly ok: false; readonly failure: StepFailure }
);

/** A permanent failure of a step, which moves the flow to `needs_attention`. */
export type StepFailure<StepName extends string = Step> = {
  readonly step: StepName;
  readonly code: FailureCode;
  readonly message: string;
  readonly details: FailureDetails;
};

/** Input of the workflow `groupWriter`. */
export type GroupWriterInput = {
  readonly name: string;
  readonly description: string;
  readonly timings: Timings;
  readonly taskQueue: string;
  readonly vultrTaskQueue: string;
  /**
   * Until then, an attempt of an earlier execution that was ended from outside may still create the group, or reads may not
   * show it yet. Absent if the earlier execution ended by itself.
   */
  readonly settledAt?: number;
};

export type RequestAccessInput = {
  readonly groupWorkflowId: string;
  readonly start: GroupWriterInput;
  readonly request: GroupRequest;
};

export type PollInput = {
  readonly email: string;
  readonly invitation: InvitationRecord;
  /** Who may have accepted an invitation that is not plainly pending. If it is absent, only the invitation counts. */
  readonly acceptors?: Acceptors;
  readonly timings: Timings;
};

/** Users who may accept besides the one with the invited email. */
export type Acceptors = {
  readonly allowedAddresses: readonly string[];
  /** Users who had one of the addresses before the onboarding began. */
  readonly earlierUserIds: readonly string[];
};

export type AwaitInput = PollInput & {
  /** Whether a hint has started it: then its looks give way to nothing, and it ends after the first ones. */
  readonly hinted: boolean;
  /** IDs of further invitations whose acceptance counts as well: a cancelled onboarding guards all of its own. */
  readonly others?: readonly string[];
};

/** How an invitation was accepted. `registeredEmail` is the email of the accepting account, if Vultr names it. */
export type Acceptance = {
  readonly registeredEmail?: string;
  readonly userId?: string;
  readonly acceptedAt?: number;
};

export type LookResult =
  { readonly outcome: 'pending' } | { readonly outcome: 'accepted'; readonly acceptance: Acceptance };

export type RenewInput = PollInput & { readonly apiAccess: boolean };

export type RenewResult =
  | { readonly outcome: 'accepted'; readonly acceptance: Acceptance; readonly inDoubt: boolean }
  | { readonly outcome: 'resent' | 'sent_new' | 'adopted'; readonly invitation: InvitationRecord };

export type ConfirmedPerson = { readonly userId: string; readonly email: string };

/** What an onboarding has done so far, as far as it knows: what it would undo if it were cancelled now. */
export type Effects = {
  /** When the onboarding began; for a rehire, when the first one began. */
  readonly startedAt: number;
  /** Absent until the preflight is done; before that, nothing is written. */
  readonly baseline?: Baseline;
  /** Invitations that the onboarding sent, resent or inherited, each with its latest known expiry. */
  readonly ownInvitations: readonly InvitationRecord[];
  /** Whether an invitation email may have gone out through a write whose outcome is unknown. */
  readonly inDoubt: boolean;
  readonly acceptance?: Acceptance;
  /** What the onboardings gave that this one has superseded, in turn. Absent if they had added the person to no group. */
  readonly superseded?: SupersededAccess;
  /** Present once the onboarding has begun to grant access. */
  readonly membership?: {
    readonly groupIds: readonly string[];
    /** The emails that count as the person's besides the invited one. */
    readonly allowedAddresses: readonly string[];
    /** Absent as long as it is not known whom `grant` has confirmed, if anyone. */
    readonly person?: ConfirmedPerson;
    /**
     * For each group whether the onboarding added the person; absent if that is not known, because `grant` ended without a
     * report.
     */
    readonly added?: Readonly<Record<string, boolean>>;
  };
};

/** Memberships that superseded onboardings gave, as far as they know. */
export type SupersededAccess = {
  /** Groups to which they have added the person, or may have. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** The emails that count as the person's besides the invited one. */
  readonly allowedAddresses: readonly string[];
  /** Absent if it is not known whom they have confirmed. */
  readonly person?: ConfirmedPerson;
};

export type UndoInput = {
  readonly email: string;
  readonly effects: Effects & { readonly baseline: Baseline };
  /** Users that an earlier undo has removed: if they are missing, that is not a late row. */
  readonly removedAlready: readonly ConfirmedPerson[];
  readonly timings: Timings;
};

export type UndoResult = {
  readonly removals: readonly Removal[];
  readonly kept: readonly KeptUser[];
  /** Whether one of its own invitations was accepted, by anyone. */
  readonly accepted: boolean;
  /** Own invitations that may still be accepted, the one that expires last first. */
  readonly alive: readonly InvitationRecord[];
};
