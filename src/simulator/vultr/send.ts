import type { FastifyReply } from 'fastify';
import type { Dialect } from '../dialect.ts';
import type { ApiResponse } from './call.ts';

/** Puts an answer on the wire. A text is sent as it is, everything else as JSON. */
export function send(
  reply: FastifyReply,
  dialect: Dialect,
  { status, body, headers }: ApiResponse,
): FastifyReply {
  reply.code(status).headers(headers ?? {});
  if (body === undefined) return reply.send();
  if (typeof body === 'string') return reply.send(body);
  return reply.type('application/json').send(JSON.stringify(status >= 400 ? errorBody(dialect, body) : body));
}

function errorBody({ errorBodies }: Dialect, body: unknown): unknown {
  if (errorBodies === 'full' || typeof body !== 'object' || body === null || !('error' in body)) return body;
  if (errorBodies === 'text-only') return { error: body.error };
  return { is_external_error: false, ...body };
}
