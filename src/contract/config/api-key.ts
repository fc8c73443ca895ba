/**
 * What a caller may do: `read` returns onboardings, `write` starts them, `operate` sends them commands, and `decode`
 * decrypts what Temporal stores about them.
 */
export const scopes = ['read', 'write', 'operate', 'decode'] as const;

export type Scope = (typeof scopes)[number];

/**
 * A key of the API, known only by the SHA-256 of its secret. Secrets are long and random, so a slower hash is not
 * needed.
 */
export type ApiKey = {
  /** Appears in the history of each onboarding that the caller started or commanded. */
  readonly name: string;
  readonly digest: Uint8Array;
  readonly scopes: readonly Scope[];
};
