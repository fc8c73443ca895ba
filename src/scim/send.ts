import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody, type ScimError } from './error.ts';
import type { JsonObject } from './normalize-value.ts';
import { entityTag } from './version.ts';

export const scimMediaType = 'application/scim+json';

export function sendScim(reply: FastifyReply, status: number, body: JsonObject): FastifyReply {
  return reply.code(status).type(`${scimMediaType}; charset=utf-8`).serializer(JSON.stringify).send(body);
}

/** The client has this version already. The response names it, as that with the resource does (RFC 9110 §15.4.5). */
export function sendNotModified(reply: FastifyReply, version: number): FastifyReply {
  return reply.code(304).header('ETag', entityTag(version)).send();
}

export function sendError(reply: FastifyReply, error: ScimError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header('Retry-After', error.retryAfterSeconds);
  return sendScim(reply, error.status, errorBody(error));
}

/** The text of a header that is sent once. */
export function headerOf(
  { headers }: FastifyRequest,
  name: 'if-match' | 'if-none-match',
): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
