import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { problemType, type ProblemDetails } from '../../contract/api/problem-details.ts';
import { type ProblemCode, ProblemError, problems } from '../../contract/api/problems.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { bodyLimitBytes } from '../limits.ts';

export const problemMediaType = 'application/problem+json';

/**
 * Creates the handler that responds to every thrown error with problem details. Set on the server, it applies to every
 * plugin that does not set a handler of its own. Only a failure of the service itself is logged with its stack.
 */
export function createErrorHandler(logger: Logger) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = toProblem(error, request.routeOptions.bodyLimit);
    const { status } = problems[problem.code];
    const { id: requestId } = request;
    if (problem.code === 'internal_error')
      logger.error({ requestId, code: problem.code, err: error }, 'unexpected error');
    else if (status >= 500) logger.warn({ requestId, ...errorLogFields(problem) }, 'request failed');
    sendProblem(problem, request, reply);
  };
}

/** Sends a problem. The caller sets the headers that a code requires beyond `Retry-After`: `Allow`, `WWW-Authenticate`. */
export function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  if (problem.retryAfterSeconds !== undefined) reply.header('Retry-After', problem.retryAfterSeconds);
  void reply
    .code(problems[problem.code].status)
    .type(problemMediaType)
    .serializer(JSON.stringify)
    .send(problemBody(problem, request.id));
}

export function problemBody({ code, message, errors }: ProblemError, requestId: string): ProblemDetails {
  const { status, title } = problems[code];
  return { type: problemType(code), title, status, detail: message, code, errors: [...errors], requestId };
}

/** What Fastify rejects before a route is reached, by error code: https://fastify.dev/docs/latest/Reference/Errors/ */
const fastifyProblems: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_media_type',
    'Send the body as JSON, with the header Content-Type: application/json.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'invalid_request',
    'The length of the body does not match the header Content-Length.',
  ],
  FST_ERR_BAD_URL: ['invalid_request', 'The path cannot be decoded. Percent-encode it as UTF-8.'],
};

/** The problem that a caller sees for a thrown error; `internal_error` for an unexpected one. */
export function toProblem(error: FastifyError | Error, limitBytes = bodyLimitBytes): ProblemError {
  if (error instanceof ProblemError) return error;
  if ('code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new ProblemError('body_too_large', `The body may have at most ${limitBytes} bytes.`);
  const known = 'code' in error ? fastifyProblems[error.code] : undefined;
  if (known !== undefined) return new ProblemError(...known);
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status >= 400 && status < 500) {
    return new ProblemError(
      'invalid_request',
      `The request cannot be processed: ${STATUS_CODES[status] ?? status}.`,
    );
  }
  return new ProblemError(
    'internal_error',
    'The service failed. Its log has the details under this request ID.',
    { cause: error },
  );
}

type ErrorLogFields = { readonly code: ProblemCode; readonly detail?: string } | { readonly err: unknown };

/** What the log shows of an error. Text from Vultr may name a person, so only the caller sees it. */
export function errorLogFields(error: unknown): ErrorLogFields {
  if (!(error instanceof ProblemError)) return { err: error };
  const { code, message } = error;
  return code === 'vultr_unavailable' ? { code } : { code, detail: message };
}
