import type { Reading } from './run-view.ts';
import type { FailureCode, FailureDetails } from './failures.ts';
import type { Step } from './states.ts';
import type { Timings } from './timings.ts';

/**
 * What passes between workflows and activities. All of it lands in Temporal's history, so it is plain JSON and holds
 * no secret. Instants are milliseconds since 1970 (UTC).
 */
export type PinnedPolicy = { readonly name: string; readonly id: string };

export type InvitationRecord = { readonly id: string; readonly expiresAt: number };

export type PreflightInput = {
  readonly email: string;
  readonly groupName: string;
  readonly policies: readonly string[];
  readonly timings: Timings;
};

export type PreflightResult = {
  /** The ids that the names resolved to: from here on the run goes by them. */
  readonly policies: readonly PinnedPolicy[];
  readonly groupExists: boolean;
};

export type InviteInput = { readonly email: string; readonly apiAccess: boolean; readonly timings: Timings };

/** Who is in the organization already needs no invitation. */
export type InviteResult =
  | { readonly outcome: 'member'; readonly userId: string }
  | { readonly outcome: 'adopted' | 'sent'; readonly invitation: InvitationRecord };

export type GroupNeed = { readonly name: string; readonly description: string; readonly timings: Timings };

export type EnsuredGroup = { readonly id: string; readonly created: boolean };

export type AttachInput = {
  readonly groupId: string;
  readonly policies: readonly PinnedPolicy[];
  readonly timings: Timings;
};

/** What the writer of a group is asked, and by whom. */
export type GroupRequest = {
  readonly requestId: string;
  readonly runId: string;
  readonly policies: readonly PinnedPolicy[];
};

export type GroupAnswer = { readonly requestId: string } & (
  | { readonly ok: true; readonly groupId: string; readonly created: boolean }
  | { readonly ok: false; readonly failure: StepFailure }
);

/** A failure for good: what `needs_attention` is made of. */
export type StepFailure = {
  readonly step: Step;
  readonly code: FailureCode;
  readonly message: string;
  readonly details: FailureDetails;
};

export type AskGroupInput = {
  readonly groupWorkflowId: string;
  readonly start: {
    readonly name: string;
    readonly description: string;
    readonly timings: Timings;
    readonly taskQueue: string;
    readonly vultrTaskQueue: string;
  };
  readonly request: GroupRequest;
};

export type WatchInput = {
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

export type RenewInput = WatchInput & { readonly apiAccess: boolean };

export type RenewResult =
  | { readonly outcome: 'accepted'; readonly acceptance: Acceptance }
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

export type VerifyResult = { readonly readings: readonly Reading[]; readonly warnings: readonly string[] };
