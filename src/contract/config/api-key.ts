/**
 * What a caller may do: `read` returns what happens to people, `write` hires them, `offboard` orders that they leave, `operate`
 * sends commands, `release` decides about those whom the brake holds, `decode` decrypts what Temporal stores about them, and
 * `provision` is for an identity provider that speaks SCIM.
 */
export const scopes = ['read', 'write', 'offboard', 'operate', 'release', 'decode', 'provision'] as const;

export type Scope = (typeof scopes)[number];

/** The scopes of people and of systems other than identity providers: a key has them all, unless it names some. */
export const ordinaryScopes = scopes.filter((scope) => scope !== 'provision');

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
