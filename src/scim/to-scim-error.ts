import type { FastifyError } from 'fastify';
import { toProblem } from '../api/plugins/error-handler.ts';
import { type ProblemCode, problems } from '../contract/api/problems.ts';
import { PeopleError } from '../people/people-error.ts';
import { ScimError, type ScimType } from './error.ts';
import { versionMismatch } from './version.ts';

/** When to send a request again that failed for a reason of ours. */
const retryAfterSeconds = 5;

/** Turns everything that a request can throw into an error of the protocol. */
export function toScimError(error: FastifyError | Error, limitBytes?: number): ScimError {
  if (error instanceof ScimError) return error;
  if (error instanceof PeopleError) return fromPeople(error);
  const problem = toProblem(error, limitBytes);
  const { status } = problems[problem.code];
  const scimType = syntaxProblems.has(problem.code) ? 'invalidSyntax' : undefined;
  return new ScimError(status, details[problem.code] ?? problem.message, {
    ...(scimType === undefined ? {} : { scimType }),
    ...(status === 503 || status === 429
      ? { retryAfterSeconds: problem.retryAfterSeconds ?? retryAfterSeconds }
      : {}),
    cause: error,
  });
}

const syntaxProblems: ReadonlySet<ProblemCode> = new Set(['invalid_json', 'invalid_request']);

/** Problems whose own words are about the rest of the API. */
const details: Partial<Record<ProblemCode, string>> = {
  unsupported_media_type:
    'Send the body as JSON, without an encoding, with the header Content-Type: application/scim+json.',
};

function fromPeople({ code, message }: PeopleError): ScimError {
  const as = (status: number, scimType?: ScimType) =>
    new ScimError(status, message, scimType === undefined ? {} : { scimType });
  switch (code) {
    case 'uniqueness':
    case 'name_reserved':
      return as(409, 'uniqueness');
    case 'not_found':
      return as(404);
    case 'version_mismatch':
      return versionMismatch();
    case 'busy':
      return new ScimError(503, message, { retryAfterSeconds });
    case 'too_many':
      return as(400, 'tooMany');
    case 'too_large':
      return as(413);
    case 'no_address':
      return as(400, 'invalidValue');
  }
}
