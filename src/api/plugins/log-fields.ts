import { type ProblemCode, ProblemError } from '../../contract/api/problems.ts';

export type ErrorLogFields =
  { readonly code: ProblemCode; readonly detail?: string } | { readonly err: unknown };

/** What a log is told of a failure. Vultr's own words may name a person: they are for the caller alone. */
export function errorLogFields(error: unknown): ErrorLogFields {
  if (!(error instanceof ProblemError)) return { err: error };
  const { code, message } = error;
  return code === 'vultr_unavailable' ? { code } : { code, detail: message };
}
