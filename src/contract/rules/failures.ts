/**
 * Every way in which a step can fail. The code is the `type` of the ApplicationFailure that an activity throws: of
 * everything in an error, that is what reliably survives its way through Temporal.
 *
 * Temporal retries `retryable` failures until the attempts of the step are used up. After that, and for all others
 * immediately, the onboarding moves to `needs_attention` and shows the operator `meaning` and `remedy`.
 */
type FailureTraits = {
  readonly retryable: boolean;
  /** Names of the facts that come with the code; `?` marks one that may be missing. Left out: none, or any. */
  readonly facts?: readonly string[];
  /** Whether a step that failed like this has written; left out, the details say (`inDoubt`). */
  readonly wrote?: 'nothing' | 'something';
  /** What happened. */
  readonly meaning: string;
  /** What the operator can do about it. */
  readonly remedy: string;
};

export const failures = {
  policy_not_found: {
    retryable: false,
    facts: ['policy', 'didYouMean?', 'policyId?'],
    meaning: 'No managed policy has the requested name.',
    remedy:
      'Compare the name with GET /v2/policies (names are case-sensitive), then retry with the correct names: {"policies": ["…"]}.',
  },
  policy_ambiguous: {
    retryable: false,
    facts: ['policy', 'policyIds'],
    meaning: 'More than one policy has the requested name, so it is not known which one is meant.',
    remedy:
      'Rename or delete the other policies of that name in the Vultr Console, then retry. Or retry with another name.',
  },
  group_ambiguous: {
    retryable: false,
    facts: ['group', 'groupIds'],
    meaning: 'More than one active group has the requested name, so it is not known which one is meant.',
    remedy: 'Rename or delete the other groups of that name in the Vultr Console, then retry.',
  },
  vultr_unauthorized: {
    retryable: true,
    meaning:
      'Vultr rejected the API key (401): it is wrong, revoked, or not allowed from this network address.',
    remedy:
      'Check VULTR_API_KEY and the IP allow list of its user. If the key has changed, restart the worker. Then retry.',
  },
  vultr_forbidden: {
    retryable: true,
    meaning: 'The API key is not allowed to do this (403).',
    remedy:
      'Give its user iam.group.*, iam.policy.*, iam.invitation.*, account.user.List and Read; to undo a cancelled onboarding, the right to remove members of the organization; and for people who leave, account.user.Update and the right to suspend members. Then retry.',
  },
  vultr_refused: {
    retryable: false,
    facts: ['asked?', 'got?', 'groupId?'],
    meaning: 'Vultr refused the request, and would refuse it again.',
    remedy: "Read Vultr's response in the details and fix what it names, then retry.",
  },
  vultr_unavailable: {
    retryable: true,
    meaning: 'Vultr could not be reached, or returned a server error.',
    remedy: "Check Vultr's status and the network of the worker, then retry.",
  },
  vultr_rate_limited: {
    retryable: true,
    meaning: 'Vultr responded with 429: too many requests from this network address.',
    remedy:
      'Look for other programs that use the same network address, or lower VULTR_REQUESTS_PER_SECOND. Then retry.',
  },
  vultr_unreadable: {
    retryable: true,
    meaning: 'Vultr sent a response that fits none of its documented shapes.',
    remedy:
      'Keep the response shown in the details: Vultr may have changed its API. Retry once the response is understood.',
  },
  attempt_out_of_time: {
    retryable: true,
    meaning:
      'The attempt ran out of time: a write could not have finished and was not sent, or a read, such as one of a long list, did not finish.',
    remedy:
      'Check whether Vultr responds slowly and whether requests wait for the rate budget, then retry. If neither is the case, raise ONBOARDING_ATTEMPT_TIMEOUT for further onboardings.',
  },
  outcome_unknown: {
    retryable: true,
    meaning: 'A write was sent and no usable response came back, so it is not known whether it took effect.',
    remedy: 'Retry. The step looks before it writes again.',
  },
  write_not_visible: {
    retryable: true,
    wrote: 'something',
    meaning: 'Vultr does not show something that was written or found before.',
    remedy:
      'Check in the Vultr Console whether the effect is there, then retry. The step looks before it writes again.',
  },
  invitation_refused: {
    retryable: false,
    meaning:
      'Vultr refused to send the invitation. If an expired one existed, Vultr refused to resend that as well.',
    remedy: "Read Vultr's response in the details and the person's entry in the Vultr Console, then retry.",
  },
  invitation_unanswered: {
    retryable: false,
    wrote: 'nothing',
    meaning: 'Every invitation up to the limit expired without a response.',
    remedy:
      'Ask the person whether the invitation emails arrive and whether the email address is correct, then resend.',
  },
  wrong_person: {
    retryable: false,
    facts: ['invited', 'accepted'],
    meaning:
      'The invitation was accepted with an email that was not invited. Nothing was granted to that account.',
    remedy:
      "Find out whose account it is. If it is the person's own, approve-address. If not, cancel, which removes the user from the organization again.",
  },
  person_not_found: {
    retryable: true,
    facts: ['invited?', 'accepted?', 'newSinceStart?'],
    meaning: 'The invitation reads as accepted, but no user of the organization has the email.',
    remedy:
      'Look for the person in the Users tab of the Vultr Console, then retry. If the onboarding was cancelled and the user is already gone, because you removed them or the worker died while it did, skip.',
  },
  person_ambiguous: {
    retryable: false,
    facts: ['email?', 'userIds'],
    meaning:
      'More than one user of the organization has the email, so it is not known which one is the person.',
    remedy: 'Find out in the Vultr Console which user is the person and remove the other, then retry.',
  },
  person_not_active: {
    retryable: true,
    facts: ['userId', 'status'],
    meaning: 'The person is a user of the organization but not Active: pending, suspended or closed.',
    remedy:
      'Look at the user in the Vultr Console. If they should have access, unsuspend a suspended user or remove a closed one, then retry.',
  },
  access_not_verified: {
    retryable: true,
    meaning: 'Everything was granted, but at least one check still fails.',
    remedy:
      'The details name the check. Fix what is missing in the Vultr Console, then retry. Skip only if you have seen the access yourself.',
  },
  membership_unclear: {
    retryable: false,
    facts: ['userId', 'email'],
    meaning:
      'The onboarding was cancelled and its invitation was accepted, but it is not known whether that user was a member before.',
    remedy: 'Look at the user in the Vultr Console. If they must not stay, remove them there. Then skip.',
  },
  organization_unclear: {
    retryable: false,
    facts: ['organizations'],
    meaning:
      'The API key does not see exactly one organization, so it is not known from which one to remove the user.',
    remedy: 'Remove the user in the Vultr Console, then skip.',
  },
  protected_person: {
    retryable: false,
    facts: ['userId', 'email'],
    wrote: 'nothing',
    meaning:
      'This user must never be removed: the root user, the user whose key the service uses, or a protected address.',
    remedy:
      'Nothing was taken. A user who was never invited counts as the root user. If the person really leaves, give the service the key of another user, take the address off the list of protected ones, or remove the user in the Vultr Console.',
  },
  service_user: {
    retryable: false,
    facts: ['userId', 'email'],
    wrote: 'nothing',
    meaning: 'The user is a service user, which belongs to a program and not to a person.',
    remedy:
      'Nothing was taken. Remove the service user in the Vultr Console if the program no longer needs it.',
  },
  last_administrator: {
    retryable: false,
    facts: ['userId', 'email', 'policies'],
    wrote: 'nothing',
    meaning: 'Without this user, no active user of the organization could manage users.',
    remedy: 'Give another user one of the policies in the details, directly or through a group, then retry.',
  },
  not_brought_in_here: {
    retryable: false,
    facts: ['userId', 'email'],
    wrote: 'nothing',
    meaning: 'This service did not bring the person into the organization.',
    remedy:
      'Nothing was taken. Find out whether the right person is meant. If so, confirm. If not, reinstate.',
  },
  brake_on: {
    retryable: false,
    wrote: 'nothing',
    meaning:
      'The brake holds this: more people would have lost something within a day than ONBOARDING_BRAKE_LIMIT allows.',
    remedy:
      'Nothing was taken. Look at everyone the brake holds (GET /v1/brake). If the list is right, release it with a key other than the one that ordered it. If not, refuse it.',
  },
  still_there: {
    retryable: true,
    meaning: 'Vultr still shows something that was taken away.',
    remedy:
      'The details name the read that shows it. Look in the Vultr Console, take away what is left there, then retry.',
  },
  invitation_pending: {
    retryable: true,
    meaning:
      'The invitation has not been accepted yet. This is how a waiting onboarding looks, not an error.',
    remedy: 'Nothing to do: the next poll is automatic.',
  },
  step_timed_out: {
    retryable: true,
    meaning: 'No worker finished an attempt of the step in time.',
    remedy: 'Check that workers for the Vultr task queue are running and healthy, then retry.',
  },
  internal_error: {
    retryable: true,
    meaning: 'The service failed in an unexpected way.',
    remedy: "Search the worker's log for the ID and report what you find, then retry.",
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

/** The facts that come with a code, such as the two emails of `wrong_person`. */
export type FactsOf<Code extends FailureCode> = [FactName<Code>] extends [never]
  ? Readonly<Record<string, string>>
  : { readonly [Name in Required<FactName<Code>> & string]: string } & {
      readonly [Name in Optional<FactName<Code>>]?: string;
    };

/** What an activity attaches to a coded failure for the operator. Never contains a secret. */
export type FailureDetails<Code extends FailureCode = FailureCode> = {
  /** The request that failed, such as `POST /v2/invitation`. */
  readonly request?: string;
  /** HTTP status and text of Vultr's response. */
  readonly status?: number;
  readonly answer?: string;
  readonly facts?: FactsOf<Code>;
  /** Whether this attempt or an earlier one may have written something that the workflow does not know of. */
  readonly inDoubt?: boolean;
};
