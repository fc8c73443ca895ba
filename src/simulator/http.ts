import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../telemetry/logger.ts';
import type { WireError } from '../vultr/wire.ts';

/** An error response: an HTTP status and an English text. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

/**
 * Parses every body as JSON, whatever its content type, unless it is a form. An object in JSON is none, although
 * `curl -d` declares it as one. An empty body counts as none: clients send one with writes that have no body.
 */
export function addBodyParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    const isDeclared =
      request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    const isForm = isDeclared && !text.trimStart().startsWith('{');
    try {
      done(null, isForm ? Object.fromEntries(new URLSearchParams(text)) : parseJson(text));
    } catch {
      done(new HttpError(400, 'Invalid JSON.'));
    }
  });
}

function parseJson(text: string): unknown {
  return text.trim() === '' ? undefined : JSON.parse(text);
}

/** Sends every error in the shape of Vultr's errors. */
export function addErrorHandlers(app: FastifyInstance, logger: Logger): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found.', status: 404 }));
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = errorResponse(error, request, logger);
    return reply.code(status).send(body);
  });
}

/** Returns the response for an error that was thrown, and logs the error if it is the simulator's own fault. */
export function errorResponse(
  error: unknown,
  { method, url }: FastifyRequest,
  logger: Logger,
): { readonly status: number; readonly body: WireError } {
  const status = statusOf(error);
  if (status >= 500) logger.error({ err: error, method, url }, 'the simulator failed to handle a request');
  return { status, body: { error: error instanceof Error ? error.message : String(error), status } };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  // Fastify's own errors, such as a body that is too large.
  const hasStatus = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
  return hasStatus ? Number(error.statusCode) : 500;
}
