import type { Scope } from '../contract/config/api-key.ts';

/** Who sent a request, and what they may do. */
export type Caller = {
  /** Stands in the history of what they did: the name of a key, or a person as their issuer names them. */
  readonly name: string;
  /** For logs, metrics and limits, where no person is named. */
  readonly label: string;
  readonly scopes: readonly Scope[];
};

/**
 * Whose token this is; `undefined` for one that nobody has. Throws `ProblemError` (`identity_unavailable`) where that
 * cannot be found out now.
 */
export type Authenticate = (token: string) => Promise<Caller | undefined>;
