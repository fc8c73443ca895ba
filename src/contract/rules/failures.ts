/**
 * Every way in which a step can fail. The code is the `type` of the ApplicationFailure that an activity throws: the
 * one thing about an error that survives its way through Temporal.
 *
 * `retryable` failures are tried again by Temporal until the step's patience is over; then, like the others at once,
 * they put the run into `needs_attention` with `meaning` and `remedy` shown to the operator.
 */
type FailureTraits = {
  readonly retryable: boolean;
  /** Names of the facts that come with the code; `?` marks one that may be missing. Left out: none, or any. */
  readonly facts?: readonly string[];
  /** Whether a step that failed like this has written; left out, the details say (`inDoubt`). */
  readonly wrote?: 'nothing' | 'something';
  readonly meaning: string;
  readonly remedy: string;
};

export const failures = {
  policy_not_found: {
    retryable: false,
    facts: ['policy', 'didYouMean?', 'policyId?'],
    meaning: 'No managed policy has the requested name.',
    remedy:
      'Compare the name with GET /v2/policies (letter case counts), then retry with the right names: {"policies": ["…"]}.',
  },
  policy_ambiguous: {
    retryable: false,
    facts: ['policy', 'policyIds'],
    meaning: 'More than one policy has the requested name, so which one is meant cannot be known.',
    remedy:
      'Rename or delete the other policies of that name in the Vultr Console, then retry; or retry with another name.',
  },
  group_ambiguous: {
    retryable: false,
    facts: ['group', 'groupIds'],
    meaning: 'More than one active group has the requested name.',
    remedy: 'Rename or delete the groups that are not meant in the Vultr Console, then retry.',
  },
  vultr_unauthorized: {
    retryable: true,
    meaning: 'Vultr refused the API key (401): it is wrong, revoked, or not allowed from this address.',
    remedy:
      'Check VULTR_API_KEY and the IP allow list of its user, restart the worker if the key is another one, then retry.',
  },
  vultr_forbidden: {
    retryable: true,
    meaning: 'The API key may not do this (403).',
    remedy:
      'Give its user iam.group.*, iam.policy.*, iam.invitation.*, account.user.List and Read and, to undo a cancelled run, the right to remove members of the organization; then retry.',
  },
  vultr_refused: {
    retryable: false,
    facts: ['asked?', 'got?', 'groupId?'],
    meaning: 'Vultr refused the request as it stands.',
    remedy: "Read Vultr's answer in the details, put right what it names, then retry.",
  },
  vultr_unavailable: {
    retryable: true,
    meaning: 'Vultr could not be reached or answered with a fault of its own.',
    remedy: 'Check Vultr’s status and the network of the worker, then retry.',
  },
  vultr_rate_limited: {
    retryable: true,
    meaning: 'Vultr answered 429: too many requests from this address.',
    remedy: 'Look for other programs that use the same address; lower VULTR_REQUESTS_PER_SECOND, then retry.',
  },
  vultr_unreadable: {
    retryable: true,
    meaning: 'Vultr answered something that none of its documented shapes explains.',
    remedy:
      'Keep the answer shown in the details; Vultr may have changed its API. Retry once it is understood.',
  },
  outcome_unknown: {
    retryable: true,
    meaning: 'A write was sent and no answer came back, so whether it took effect is not known yet.',
    remedy: 'Retry: the step looks before it writes again.',
  },
  write_not_visible: {
    retryable: true,
    wrote: 'something',
    meaning: 'Vultr said yes to a write, and its effect cannot be read back.',
    remedy:
      'Look in the Vultr Console whether the effect is there, then retry: the step looks before it writes again.',
  },
  invitation_refused: {
    retryable: false,
    meaning: 'Vultr accepts neither a resend of the invitation nor a new one.',
    remedy: "Read Vultr's answer in the details and the person's entry in the Vultr Console, then retry.",
  },
  invitation_unanswered: {
    retryable: false,
    wrote: 'nothing',
    meaning: 'Every invitation up to the limit expired without an answer.',
    remedy: 'Ask the person whether the mail arrives and the address is right; then resend.',
  },
  wrong_person: {
    retryable: false,
    facts: ['invited', 'accepted'],
    meaning: 'The invitation was accepted by an address that was not invited. Nothing was granted to it.',
    remedy:
      'Find out whose address it is. If it is the person’s own, approve-address; if not, cancel: that takes the user out of the organization again.',
  },
  person_not_found: {
    retryable: true,
    facts: ['invited?', 'accepted?', 'newSinceTheRunBegan?'],
    meaning: 'The invitation reads as accepted, and no user of the organization has the address.',
    remedy:
      'Look for the person in the Users tab of the Vultr Console, then retry; a cancelled run whose acceptor you have removed yourself: skip.',
  },
  person_ambiguous: {
    retryable: false,
    facts: ['email?', 'userIds'],
    meaning: 'More than one user of the organization has the address.',
    remedy: 'Find out in the Vultr Console which one is the person, remove the other, then retry.',
  },
  person_not_active: {
    retryable: true,
    facts: ['userId', 'status'],
    meaning: 'The person is a user of the organization and not Active (pending, suspended or closed).',
    remedy: 'Look at the user in the Vultr Console; unsuspend them if that is right, then retry.',
  },
  access_not_verified: {
    retryable: true,
    meaning: 'Everything was granted, and at least one reading still disagrees.',
    remedy:
      'The details name the reading. Put right what is missing in the Vultr Console, then retry; skip it only where you have seen the access yourself.',
  },
  membership_unclear: {
    retryable: false,
    facts: ['userId', 'email'],
    meaning:
      'The run was cancelled and its invitation accepted, and whether that user was a member before cannot be known.',
    remedy: 'Look at the user in the Vultr Console. Remove them there if they are not to stay; then skip.',
  },
  organization_unclear: {
    retryable: false,
    facts: ['organizations'],
    meaning:
      'The API key sees more than one organization, so from which one to remove a user cannot be known.',
    remedy: 'Remove the user in the Vultr Console, then skip.',
  },
  invitation_pending: {
    retryable: true,
    meaning: 'The invitation is not accepted yet. This is how a waiting run looks, not a fault.',
    remedy: 'Nothing: the next look comes by itself.',
  },
  step_timed_out: {
    retryable: true,
    meaning: 'No worker finished an attempt of the step in time.',
    remedy: 'Look whether workers for the Vultr task queue are running and healthy, then retry.',
  },
  internal_error: {
    retryable: true,
    meaning: 'The service itself failed in a way that it has no name for.',
    remedy: 'Look at the log of the worker for the run’s id and report it; then retry.',
  },
} as const satisfies Record<string, FailureTraits>;

export type FailureCode = keyof typeof failures;

export const failureCodes = Object.keys(failures) as FailureCode[];

export function failureTraitsOf(code: FailureCode): FailureTraits {
  return failures[code];
}

export function isFailureCode(text: string | null | undefined): text is FailureCode {
  return text !== null && text !== undefined && Object.hasOwn(failures, text);
}

type FactName<Code extends FailureCode> = (typeof failures)[Code] extends {
  readonly facts: readonly (infer Name extends string)[];
}
  ? Name
  : never;

type Optional<Name> = Name extends `${infer Bare}?` ? Bare : never;
type Required<Name> = Name extends `${string}?` ? never : Name;

/** The facts that belong to a code, such as the two addresses of `wrong_person`. */
export type FactsOf<Code extends FailureCode> = [FactName<Code>] extends [never]
  ? Readonly<Record<string, string>>
  : { readonly [Name in Required<FactName<Code>> & string]: string } & {
      readonly [Name in Optional<FactName<Code>>]?: string;
    };

/** What an activity attaches to a coded failure for the operator; never a secret. */
export type FailureDetails<Code extends FailureCode = FailureCode> = {
  /** The request that failed, as `POST /v2/invitation`. */
  readonly request?: string;
  /** HTTP status and text of Vultr's response. */
  readonly status?: number;
  readonly answer?: string;
  readonly facts?: FactsOf<Code>;
  /** Whether something may have been written, in this attempt or an earlier one, that the workflow does not know of. */
  readonly inDoubt?: boolean;
};
