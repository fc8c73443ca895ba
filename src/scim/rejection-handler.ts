import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { requireCaller } from '../api/plugins/authentication.ts';
import { createScimErrorHandler } from './error-handler.ts';
import { scimPath, type ScimOptions } from './options.ts';

/** Whether a request is one of SCIM, although its path may be none that can be decoded. */
export function isScimRequest({ raw: { url = '' } }: FastifyRequest): boolean {
  return url.startsWith(`${scimPath}/`);
}

/**
 * Creates the handler for a request of SCIM that Fastify rejects before it looks for a route. No hook has run, so this also
 * asks for the key.
 */
export function createScimRejectionHandler({
  authenticate,
  logger,
}: Pick<ScimOptions, 'authenticate' | 'logger'>) {
  const handleError = createScimErrorHandler(logger);
  const requireKey = requireCaller(authenticate, 'provision');
  return async (rejection: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('Cache-Control', 'no-store');
    const error = await requireKey(request, reply).then(
      () => rejection,
      (refusal: Error) => refusal,
    );
    handleError(error, request, reply);
  };
}
