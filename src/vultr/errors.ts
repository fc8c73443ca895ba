import type { VultrRequest } from './request.ts';

/**
 * How a request to Vultr can fail. The client classifies and never repeats a write: that is Temporal's decision, and it
 * depends above all on whether the request may have taken effect.
 */
export type VultrErrorKind =
  /** 401: the key is wrong, revoked, or used from a network address that is not allowed. */
  | 'unauthorized'
  /** 403 */
  | 'forbidden'
  /** 404, and a 400 to a read of one thing if the text says that its id is invalid. */
  | 'not_found'
  /** Any other 4xx: 400, 405, 409, 422 …; and 501, for an operation that Vultr does not have. */
  | 'refused'
  /** 429 */
  | 'rate_limited'
  /** 5xx, 408, no connection, a connection that broke, or a timeout. */
  | 'unavailable'
  /** Not sent: there was too little time left for it. */
  | 'out_of_time'
  /** A 2xx whose body cannot be what was requested, or a redirect. */
  | 'unreadable';

type VultrErrorDetails = {
  readonly status?: number | undefined;
  readonly responseText?: string | undefined;
  readonly retryAfterMs?: number | undefined;
};

export class VultrError extends Error {
  override readonly name = 'VultrError';
  readonly kind: VultrErrorKind;
  /** Method and path template, such as `POST /v2/invitation`. Never contains a key. */
  readonly request: string;
  readonly status: number | undefined;
  /** The text of Vultr's response, shortened; HTML is reduced to its text. */
  readonly responseText: string | undefined;
  /** From `Retry-After` (seconds or an HTTP date), if it was readable. */
  readonly retryAfterMs: number | undefined;
  /** Whether a write may have happened. `false` for a read, for a 4xx or 501, and if the request never left this machine. */
  readonly mayHaveTakenEffect: boolean;

  constructor(
    options: VultrErrorDetails & {
      readonly kind: VultrErrorKind;
      readonly request: string;
      readonly message: string;
      readonly mayHaveTakenEffect: boolean;
    },
  ) {
    super(`${options.request}: ${options.message}`);
    this.kind = options.kind;
    this.request = options.request;
    this.status = options.status;
    this.responseText = options.responseText;
    this.retryAfterMs = options.retryAfterMs;
    this.mayHaveTakenEffect = options.mayHaveTakenEffect;
  }
}

/** Creates the error for a request. `neverSent` means that the request did not leave this machine. */
export function createVultrError(
  { method, template }: VultrRequest,
  kind: VultrErrorKind,
  message: string,
  { neverSent = false, ...details }: VultrErrorDetails & { readonly neverSent?: boolean } = {},
): VultrError {
  const { status, responseText } = details;
  const wasRefused = status !== undefined && ((status >= 400 && status <= 499) || status === 501);
  return new VultrError({
    ...details,
    kind,
    request: `${method} ${template}`,
    message,
    mayHaveTakenEffect: method !== 'GET' && !neverSent && !wasRefused,
    responseText: responseText === '' ? undefined : responseText,
  });
}
