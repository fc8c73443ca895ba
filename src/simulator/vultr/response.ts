import type { FastifyReply } from 'fastify';
import type { Dialect } from '../dialect.ts';

export type ApiResponse = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Wraps a single object as the dialect does. `agreed`: the OpenAPI description and the Go client both wrap it here. */
export function wrap(dialect: Dialect, key: string, object: object, agreed = false): object {
  if (dialect.envelope === 'wrapped' || (dialect.envelope === 'mixed' && agreed)) return { [key]: object };
  return agreed || dialect.bareStatus === 'present' ? object : withoutStatus(object);
}

/** The Go client reads a top-level `status` as the number of an error, and rejects any other value. */
function withoutStatus(object: { readonly status?: unknown }): object {
  const { status: _status, ...rest } = object;
  return rest;
}

/** Creates the response to a successful write. Some dialects leave out the body. */
export function writeResponse(dialect: Dialect, status: number, key: string, object: object): ApiResponse {
  if (dialect.writeBodies === 'empty') return { status };
  return { status, body: wrap(dialect, key, object) };
}

const jsonType = 'application/json';

/** Sends a response: a string as it is, anything else as JSON. */
export function sendResponse(
  reply: FastifyReply,
  dialect: Dialect,
  { status, body, headers }: ApiResponse,
): FastifyReply {
  reply.code(status).headers(headers ?? {});
  if (body === undefined) return reply.send();
  const isText = typeof body === 'string';
  if (isText && headers?.['content-type'] !== jsonType) return reply.send(body);
  const text = isText ? body : JSON.stringify(status >= 400 ? errorBody(dialect, body) : body);
  // Fastify adds a charset to the type of JSON that is sent as a string, but not as a buffer.
  return reply.type(dialect.contentType).send(Buffer.from(text));
}

function errorBody({ errorBodies }: Dialect, body: unknown): unknown {
  if (errorBodies === 'full' || typeof body !== 'object' || body === null || !('error' in body)) return body;
  if (errorBodies === 'text-only') return { error: body.error };
  return { is_external_error: false, ...body };
}
