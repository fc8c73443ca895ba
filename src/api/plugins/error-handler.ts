import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { problemType, type ProblemDetails } from '../../contract/api/problem-details.ts';
import { type ProblemCode, ProblemError, problems } from '../../contract/api/problems.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { errorLogFields } from './log-fields.ts';
import { bodyLimitBytes } from '../limits.ts';

export const problemMediaType = 'application/problem+json';

/** Answers whatever was thrown as problem details. Only a failure of the service itself is logged with its stack. */
export function createErrorHandler(logger: Logger) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(error, request.routeOptions.bodyLimit);
    const { status } = problems[problem.code];
    const { id: requestId } = request;
    if (problem.code === 'internal_error')
      logger.error({ requestId, code: problem.code, err: error }, 'the API failed');
    else if (status >= 500)
      logger.warn({ requestId, ...errorLogFields(problem) }, 'a request could not be served');
    sendProblem(problem, request, reply);
  };
}

/** Sends a problem. Headers that the code demands beyond `Retry-After` (`Allow`, `WWW-Authenticate`) are the caller's. */
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

/** What Fastify finds wrong before a route is reached, by its error code: https://fastify.dev/docs/latest/Reference/Errors/ */
const fastifyProblems: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_media_type',
    'Send the body as JSON, with the header Content-Type: application/json.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'invalid_request',
    'The body does not have the length that Content-Length announced.',
  ],
  FST_ERR_BAD_URL: ['invalid_request', 'The path cannot be decoded: percent-encoding stands for UTF-8.'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', 'Nothing here has a name that long.'],
};

/** What an outsider is told of whatever was thrown; `internal_error` where nobody expected it. */
export function problemOf(error: FastifyError | Error, limitBytes = bodyLimitBytes): ProblemError {
  if (error instanceof ProblemError) return error;
  if ('code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new ProblemError('body_too_large', `The body may have at most ${limitBytes} bytes.`);
  const known = 'code' in error ? fastifyProblems[error.code] : undefined;
  if (known !== undefined) return new ProblemError(...known);
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status >= 400 && status < 500) {
    return new ProblemError(
      'invalid_request',
      `The request cannot be served: ${STATUS_CODES[status] ?? status}.`,
    );
  }
  return new ProblemError('internal_error', 'The service failed. The log has more under the request id.', {
    cause: error,
  });
}
