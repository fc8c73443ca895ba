import type { Check, KeptUser, Removal } from '../api/onboarding-view.ts';
import type { FailureCode, FailureDetails } from '../rules/failures.ts';
import type { Step } from '../rules/states.ts';
import type { Timings } from './timings.ts';

/**
 * What passes between workflows and activities. All of it lands in Temporal's history, so it is plain JSON and holds
 * no secret. Instants are milliseconds since 1970 (UTC).
 */
export type PinnedPolicy = { readonly name: string; readonly id: string };

export type InvitationRecord = { readonly id: string; readonly expiresAt: number };

export type PreflightInput = {
  readonly email: string;
  readonly allowedAddresses: readonly string[];
  readonly groupName: string;
  readonly policies: readonly string[];
  readonly timings: Timings;
};

/**
 * What was there before the run wrote anything. Vultr's objects do not say who brought them in, so this is how a
 * cancelled run knows what is not its own.
 */
export type Baseline = {
  /** The invited and the allowed addresses, and the users who had one; pending rows are no users yet. */
  readonly addresses: readonly string[];
  readonly userIds: readonly string[];
  /** Hashes of all user ids; absent in organizations too large for it. */
  readonly users?: string;
  /** Every invitation to the address that could be read, whatever its status. */
  readonly invitationIds: readonly string[];
  /** The person was a member of the group. */
  readonly inGroup: boolean;
};

export type PreflightResult = {
  /** The ids that the names resolved to: from here on the run goes by them. */
  readonly policies: readonly PinnedPolicy[];
  readonly groupExists: boolean;
  /** The group, where it is there and carries every policy: then there is nothing to make. */
  readonly readyGroupId?: string;
  readonly baseline: Baseline;
};

export type SendInput = { readonly email: string; readonly apiAccess: boolean; readonly timings: Timings };

/** With the invitations that are the run's own already: who accepted one of those has to be looked at. */
export type InviteInput = SendInput & { readonly ownInvitationIds: readonly string[] };

/** Who is in the organization already needs no invitation. */
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

/** What the writer of a group is asked, and by whom. */
export type GroupRequest = {
  readonly requestId: string;
  readonly workflowId: string;
  readonly policies: readonly PinnedPolicy[];
};

export type GroupAnswer = { readonly requestId: string } & (
  | { readonly ok: true; readonly groupId: string; readonly created: boolean }
  | { readonly ok: false; readonly failure: StepFailure }
);

/** A permanent failure: what `needs_attention` shows. */
export type StepFailure<StepName extends string = Step> = {
  readonly step: StepName;
  readonly code: FailureCode;
  readonly message: string;
  readonly details: FailureDetails;
};

/** What the writer of a group is started with. */
export type GroupWriterInput = {
  readonly name: string;
  readonly description: string;
  readonly timings: Timings;
  readonly taskQueue: string;
  readonly vultrTaskQueue: string;
};

export type RequestAccessInput = {
  readonly groupWorkflowId: string;
  readonly start: GroupWriterInput;
  readonly request: GroupRequest;
};

export type PollInput = {
  readonly email: string;
  readonly invitation: InvitationRecord;
  readonly timings: Timings;
};

/** Somebody is in: `registeredEmail` is the accepting account's address, where Vultr says it. */
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

export type ConfirmInput = {
  readonly email: string;
  readonly allowedAddresses: readonly string[];
  readonly acceptance: Acceptance;
  readonly timings: Timings;
};

export type ConfirmedPerson = { readonly userId: string; readonly email: string };

export type AddMemberInput = {
  readonly groupId: string;
  readonly person: ConfirmedPerson;
  readonly timings: Timings;
};

export type VerifyInput = {
  readonly groupId: string;
  readonly person: ConfirmedPerson;
  readonly policies: readonly PinnedPolicy[];
  readonly timings: Timings;
};

export type VerifyResult = { readonly checks: readonly Check[]; readonly warnings: readonly string[] };

/** What a run has done so far, as far as it knows: what would have to be undone if it were cancelled now. */
export type Effects = {
  /** When the run began, in milliseconds since 1970; for one that took over, when the first one began. */
  readonly startedAt: number;
  /** Absent until the preflight has looked; before that, nothing is written. */
  readonly baseline?: Baseline;
  /** Invitations that the run sent, or sent again, or inherited, each with its latest known end. */
  readonly ownInvitations: readonly InvitationRecord[];
  /** A mail may have gone out by a write whose outcome is not known. */
  readonly inDoubt: boolean;
  readonly acceptance?: Acceptance;
  /** `added` is unknown where the step was interrupted. */
  readonly membership?: {
    readonly groupId: string;
    readonly person: ConfirmedPerson;
    readonly added?: boolean;
  };
};

export type UndoInput = {
  readonly email: string;
  readonly effects: Effects & { readonly baseline: Baseline };
  /** Taken out by an earlier look, so their absence is no late row. */
  readonly removedAlready: readonly ConfirmedPerson[];
  readonly timings: Timings;
};

export type UndoResult = {
  readonly removals: readonly Removal[];
  readonly kept: readonly KeptUser[];
  /** An own invitation was accepted, by whomever. */
  readonly accepted: boolean;
  /** Own invitations that can still be accepted, the one that lives longest first. */
  readonly alive: readonly InvitationRecord[];
};
