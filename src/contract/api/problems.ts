/**
 * Every error that the API returns, as RFC 9457 problem details with a stable `code`.
 * https://www.rfc-editor.org/rfc/rfc9457
 */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_cursor: { status: 400, title: 'The cursor does not belong to this list' },
  unauthorized: { status: 401, title: 'A valid API key is required' },
  forbidden: { status: 403, title: 'The caller lacks the required scope' },
  own_order: { status: 403, title: 'The caller who ordered a departure cannot release it' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  open_onboarding_conflict: { status: 409, title: 'The person has an open onboarding with other content' },
  open_offboarding_conflict: { status: 409, title: 'The person has an open offboarding' },
  order_repeated: {
    status: 409,
    title: 'The order was already carried out, and the person was rehired since',
  },
  rehire_required: { status: 409, title: 'The person is hired again only if the request says so' },
  external_id_conflict: { status: 409, title: 'Another person has this external ID' },
  replace_not_possible: { status: 409, title: 'The onboarding cannot be replaced' },
  managed_by_scim: { status: 409, title: 'An identity provider manages the person by SCIM' },
  record_lost: { status: 409, title: 'The workflow that remembers the person was ended in Temporal' },
  erase_not_possible: { status: 409, title: 'A person can be erased only while nothing is in progress' },
  command_not_possible: { status: 409, title: 'The current state does not allow this command' },
  brake_changed: { status: 409, title: 'The brake holds different people from those in the request' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  user_key_refused: { status: 422, title: 'Vultr refused the key' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was already used with other content' },
  too_many_requests: { status: 429, title: 'Too many requests from this caller' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  unreadable: { status: 500, title: 'The data cannot be decrypted with the keys of this API' },
  internal_error: { status: 500, title: 'Internal server error' },
  vultr_unavailable: { status: 502, title: 'Vultr did not respond as expected' },
  identity_unavailable: { status: 503, title: 'The identity provider is unavailable' },
  temporal_unavailable: { status: 503, title: 'Temporal is unavailable' },
  stopping: { status: 503, title: 'This process is shutting down' },
  worker_unavailable: { status: 503, title: 'No worker responded in time' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** A mistake in a request: `field` is a JSON pointer into the body, or the name of a parameter or header. */
export type FieldError = { readonly field: string; readonly message: string };

export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  /** After how many seconds a retry makes sense; becomes the header `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: readonly FieldError[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}
