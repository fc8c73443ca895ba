import type { Scope } from '../contract/config/api-key.ts';

/** The sender of a request, and what they may do. */
export type Caller = {
  /** Shown in the history of an onboarding: the name of an API key, or a person as the issuer names them. */
  readonly name: string;
  /** For logs, metrics and rate limits; it names no person. */
  readonly label: string;
  readonly scopes: readonly Scope[];
};

/**
 * Returns the caller to whom a token belongs, or `undefined` if it belongs to none. Throws `ProblemError`
 * (`identity_unavailable`) if that cannot be decided at the moment.
 */
export type Authenticate = (token: string) => Promise<Caller | undefined>;
