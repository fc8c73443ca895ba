import type { z } from 'zod';
import { problemDetails } from '../contract/api/problem-details.ts';
import { type ProblemCode, problems } from '../contract/api/problems.ts';
import { problemMediaType } from './plugins/error-handler.ts';

type ProblemResponse = {
  readonly description: string;
  readonly content: { readonly [problemMediaType]: { readonly schema: typeof problemDetails } };
};

/** The problems that every route can return. */
const requestProblems: readonly ProblemCode[] = [
  'invalid_request',
  'request_timeout',
  'headers_too_large',
  'internal_error',
];

/** The problems that every `/v1` route can return. */
const commonProblems: readonly ProblemCode[] = [
  'unauthorized',
  'forbidden',
  'too_many_requests',
  'identity_unavailable',
  'temporal_unavailable',
];

/** The problems that a POST can return as well, even one that needs no body. */
export const bodyProblems: readonly ProblemCode[] = [
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
];

/** The problems that a command can return as well. */
export const commandProblems: readonly ProblemCode[] = [
  ...bodyProblems,
  'not_found',
  'command_not_possible',
  'worker_unavailable',
  'unreadable',
];

/** The error responses of a `/v1` route for its OpenAPI description, by status. */
export function v1Problems(...codes: readonly ProblemCode[]): Record<number, ProblemResponse> {
  return problemResponses(...commonProblems, ...codes);
}

/** The error responses for an OpenAPI description, by status. */
export function problemResponses(...codes: readonly ProblemCode[]): Record<number, ProblemResponse> {
  const byStatus = Map.groupBy(new Set([...requestProblems, ...codes]), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, sameStatus]) => [
      status,
      {
        description: sameStatus.map((code) => `${problems[code].title} (\`${code}\`).`).join(' '),
        content: { [problemMediaType]: { schema: problemDetails } },
      },
    ]),
  );
}

export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}
