/**
 * How a request to Vultr can fail. The client classifies and never retries: whether to try again is Temporal's
 * decision, and it needs to know one thing most of all: may the request have taken effect?
 */
export type VultrErrorKind =
  /** 401: the key is wrong, revoked, or used from an address that is not allowed. */
  | 'unauthorized'
  /** 403 */
  | 'forbidden'
  /** 404, and a 400 to the reading of one thing whose text says that its id is invalid. */
  | 'not_found'
  /** Any other 4xx: 400, 405, 409, 422 … */
  | 'refused'
  /** 429 */
  | 'rate_limited'
  /** 5xx, 408, no connection, a connection that broke, no answer in time. */
  | 'unavailable'
  /** A 2xx whose body cannot be what was asked for, or a redirect. */
  | 'unreadable';

export class VultrError extends Error {
  override readonly name = 'VultrError';
  readonly kind: VultrErrorKind;
  /** As `POST /v2/invitation`. Never carries a key. */
  readonly request: string;
  readonly status: number | undefined;
  /** The text of Vultr's answer, shortened; HTML reduced to its text. */
  readonly answer: string | undefined;
  /** From `Retry-After` (seconds or an HTTP date), where there was a readable one. */
  readonly retryAfterMs: number | undefined;
  /** Whether a write may have happened. `false` for a read, a 4xx, and a request that never left this machine. */
  readonly mayHaveTakenEffect: boolean;

  constructor(facts: {
    kind: VultrErrorKind;
    request: string;
    message: string;
    mayHaveTakenEffect: boolean;
    status?: number | undefined;
    answer?: string | undefined;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    super(`${facts.request}: ${facts.message}`, { cause: facts.cause });
    this.kind = facts.kind;
    this.request = facts.request;
    this.status = facts.status;
    this.answer = facts.answer;
    this.retryAfterMs = facts.retryAfterMs;
    this.mayHaveTakenEffect = facts.mayHaveTakenEffect;
  }
}
