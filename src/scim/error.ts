export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** The kinds of a 400 or a 409 that RFC 7644 §3.12 names, as far as this service uses them. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

/** An error of the protocol. Its message says what happened and what to do, and names no person. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | undefined;
  /** After how many seconds a retry makes sense; becomes the header `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    detail: string,
    more: {
      readonly scimType?: ScimType;
      readonly retryAfterSeconds?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: more.cause });
    this.status = status;
    this.scimType = more.scimType;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** A mistake that only the caller can correct. Identity providers do not send such a request again. */
export function callerMistake(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, { scimType });
}

/** The body of an error (RFC 7644 §3.12): the status is text. */
export function errorBody({ status, scimType, message }: ScimError): Readonly<Record<string, unknown>> {
  return {
    schemas: [errorSchema],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail: message,
  };
}
