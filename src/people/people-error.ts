/**
 * Why a call of `People` fails:
 * - `uniqueness`: another user or group has this name;
 * - `name_reserved`: another user or group had this name, and it stays theirs as long as they exist;
 * - `not_found`: there is no such user or group;
 * - `version_mismatch`: it has another version than those that the caller asks for;
 * - `busy`: others wrote at the same time, again and again; the same call may succeed in a few seconds;
 * - `too_many`: there are more users or groups than a scan reads;
 * - `too_large`: the resource, a text of it, the number of members or the number of names is above its limit;
 * - `no_address`: nothing of the user is an email address, so no invitation can be sent.
 */
export type PeopleErrorCode =
  | 'uniqueness'
  | 'name_reserved'
  | 'not_found'
  | 'version_mismatch'
  | 'busy'
  | 'too_many'
  | 'too_large'
  | 'no_address';

export class PeopleError extends Error {
  override readonly name = 'PeopleError';
  readonly code: PeopleErrorCode;
  /** What happened and what to do, for the administrator of an identity provider. */
  readonly detail: string;

  constructor(code: PeopleErrorCode, detail: string, { cause }: { readonly cause?: unknown } = {}) {
    super(detail, { cause });
    this.code = code;
    this.detail = detail;
  }
}
