import type { Check } from '../api/onboarding-view.ts';
import type { Baseline, ConfirmedPerson, InvitationRecord } from './step-data.ts';
import type { Timings } from './timings.ts';

/*
 * What passes between workflows and the activities that take access away. It is stored in Temporal's history, so it is
 * plain JSON and contains no secret: of keys and sessions only their number.
 */

/** Something that a user has: a group, a policy or a role. */
export type Held = { readonly id: string; readonly name?: string };

export type SurveyInput = {
  /** The person's addresses: the one of the order, then every other one known to be theirs. */
  readonly addresses: readonly string[];
  /** Accounts that are the person's whatever their email, because an earlier flow gave them access. */
  readonly knownUserIds: readonly string[];
  /** Invitations that earlier flows of this person sent. */
  readonly ownInvitationIds: readonly string[];
  /** Whether an earlier flow or a SCIM record brought the person in. */
  readonly broughtInHere: boolean;
  /** The order says that it also means a person whom this service did not bring in. */
  readonly evenIfNotBroughtInHere: boolean;
  /** Addresses that must never be removed. */
  readonly protectedAddresses: readonly string[];
  /** Addresses of the user whose key the service uses, as far as the workflow knows them. */
  readonly serviceAddresses: readonly string[];
  /** A policy whose name contains one of these texts makes its holders administrators. If it is empty, no user counts as one. */
  readonly adminPolicies: readonly string[];
  readonly timings: Timings;
};

/** What the person had before anything was taken. It is evidence, and a reinstatement is measured by it. */
export type LeaverAccount = ConfirmedPerson & {
  readonly status: string;
  readonly suspended: boolean;
  /** Absent if Vultr does not say. */
  readonly apiEnabled?: boolean;
  readonly apiKeys: number;
  /** The IDs of the keys, which are no secrets. Earlier versions left them out. */
  readonly apiKeyIds?: readonly string[];
  readonly groups: readonly Held[];
  /** Attached to the person directly. */
  readonly policies: readonly Held[];
  /** Given to the person directly. */
  readonly roles: readonly Held[];
  /** The person may manage users. Absent if not. */
  readonly administrator?: true;
};

export type SurveyResult = {
  readonly organizationId: string;
  /** Absent if no user of the organization is the person. */
  readonly account?: LeaverAccount;
  /** Invitations to the person's addresses that may still be accepted, no matter who sent them. */
  readonly invitations: readonly InvitationRecord[];
  /** Everyone else in the organization: a guard of the invitations removes none of them. */
  readonly others: Omit<Baseline, 'inGroups'>;
};

/** Input of the activities that change what one user of the organization can do. */
export type LeaverInput = {
  readonly organizationId: string;
  readonly person: ConfirmedPerson;
  readonly timings: Timings;
};

/**
 * Input of a step that may act at once on what an earlier step of the departure has read, because the reading after it
 * decides. Left out, the step looks first, as does a repeated attempt: an operator may have repaired something by hand.
 */
export type SurveyedLeaverInput = LeaverInput & { readonly before?: LeaverAccount };

/** A list of the organization that shows a user. */
export type Listing = 'users' | 'suspended-users';

/** Input of the removal. `listing` is the list that has shown the user a moment ago. */
export type RemoveUserInput = LeaverInput & { readonly listing?: Listing };

/** What the readings after a step show. `warnings` says what they could not show. */
export type Proof = { readonly checks: readonly Check[]; readonly warnings: readonly string[] };

export type SuspendResult = Proof & {
  /** `unsupported`: Vultr has no suspension for this user, so the departure goes on without one. */
  readonly outcome: 'suspended' | 'absent' | 'unsupported';
};

/** `listing`: the list that showed the user before anything was taken. Absent if none did. */
export type StripResult = Proof & { readonly listing?: Listing };

export type CloseApiResult = Proof & {
  /** How many sessions in assumed roles this attempt revoked. */
  readonly sessionsRevoked: number;
};

export type VerifyGoneInput = LeaverInput & {
  readonly before: LeaverAccount;
  /** What the reading after the removal, a moment ago, has shown: those lists are not read again. */
  readonly proven?: readonly Check[];
};

export type ReinstateInput = LeaverInput & {
  /** What the survey saw: what was off before the departure stays off. */
  readonly before: Pick<LeaverAccount, 'suspended' | 'apiEnabled'>;
};

/** A group that the person left, with the policies that it gave them. */
export type LeftGroup = { readonly id: string; readonly name: string; readonly policies: readonly Held[] };

/** Access that the person keeps. */
export type WantedAccess = { readonly groupId: string; readonly policies: readonly Held[] };

export type LeaveGroupsInput = {
  readonly person: ConfirmedPerson;
  /** `managed`: every managed group that is not wanted. Or names of managed groups. */
  readonly leave: 'managed' | readonly string[];
  /** Names of the groups that the service manages. It takes no person out of any other. */
  readonly managed: readonly string[];
  readonly wanted: readonly WantedAccess[];
  readonly timings: Timings;
};

/** The groups that the person is in and is to leave. */
export type GroupsToLeave = { readonly groups: readonly Pick<LeftGroup, 'id' | 'name'>[] };

/** With the groups that were found before: after a write whose response was lost, only they say what was left. */
export type LeaveFoundGroupsInput = LeaveGroupsInput & { readonly found: GroupsToLeave['groups'] };

export type LeaveGroupsResult = { readonly left: readonly LeftGroup[] };

export type VerifyLeftInput = LeaveGroupsResult & {
  readonly person: ConfirmedPerson;
  readonly wanted: readonly WantedAccess[];
  readonly timings: Timings;
};
