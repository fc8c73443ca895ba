import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { errorLogFields } from '../api/plugins/error-handler.ts';
import type { Logger } from '../telemetry/logger.ts';
import { sendError } from './send.ts';
import { toScimError } from './to-scim-error.ts';

type ErrorHandler = (
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply;

/** Creates the handler that responds to everything a request can throw with an error of the protocol. */
export function createScimErrorHandler(logger: Logger): ErrorHandler {
  return (error, request, reply) => {
    const scimError = toScimError(error, request.routeOptions.bodyLimit);
    if (scimError.status >= 500 && scimError.status !== 501) {
      const log = { requestId: request.id, ...errorLogFields(error) };
      if (scimError.status === 503) logger.warn(log, 'request failed');
      else logger.error(log, 'unexpected error');
    }
    return sendError(reply, scimError);
  };
}
