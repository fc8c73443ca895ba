/** What the API shows about one question. The texts contain no personal data. */
export type Answer<Value extends Scalar = Scalar> =
  /** It follows this value: of an option of the dialect, or in words. */
  | { readonly kind: 'seen'; readonly value: Value; readonly evidence: string }
  /** It does something that no value of the option stands for. */
  | { readonly kind: 'other'; readonly value: string; readonly evidence: string }
  /** It does not decide the question yet. `because` says why, `remedy` what would decide it. */
  | { readonly kind: 'unseen'; readonly because: string; readonly remedy: string }
  /** The question does not arise, because of the answer to another one. */
  | { readonly kind: 'moot'; readonly because: string };

export type Scalar = string | number | boolean;
export type Unseen = Extract<Answer, { kind: 'unseen' }>;

export const seen = <Value extends Scalar>(value: Value, evidence: string): Answer<Value> => ({
  kind: 'seen',
  value,
  evidence,
});
export const other = (value: string, evidence: string): Answer<never> => ({ kind: 'other', value, evidence });
export const unseen = (because: string, remedy: string): Unseen => ({ kind: 'unseen', because, remedy });
export const moot = (because: string): Answer<never> => ({ kind: 'moot', because });

export function isUnseen(value: object): value is Unseen {
  return 'kind' in value && value.kind === 'unseen';
}

/** What would decide a question that is open. */
export const remedies = {
  walk: 'Run this with --with-a-test-person EMAIL',
  capital: 'Run this with --with-a-test-person EMAIL, and an EMAIL that has a capital letter',
  expired: 'Run this again once an invitation has expired',
  expiredAgain:
    'Run this with --with-a-test-person EMAIL and do not accept; run it again with the same EMAIL once the invitation has expired',
  suspended: 'Suspend a user in the Console and run this again',
  console: 'Compare the users in the Console with those of GET /v2/users',
  notTried: 'This program does not look at it',
  permission: "Allow the key's user to read users, groups, policies and invitations, and run this again",
  rejected: 'It shows if Vultr rejects a request for its rate, which this program avoids',
  report: 'Vultr may have changed its API. Please report it',
  rows: 'Run this again once a list has two rows',
} as const;
