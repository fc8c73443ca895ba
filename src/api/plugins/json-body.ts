import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyBodyParser, FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../../contract/api/problems.ts';
import { findRepeatedKey } from '../../contract/lib/repeated-key.ts';
import { repeatedKey } from './validation.ts';

type Done = (error: Error | null, body?: unknown) => void;

/** Makes JSON the only type of body that the server accepts. A body without a single byte is no body, whatever its type. */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, createJsonParser(app));
  app.addContentTypeParser('*', rejectUnlessEmpty);
  app.addHook('onRequest', (request, _reply, done) => {
    // Fastify rejects a malformed type before it looks at the body.
    if (request.headers['content-length'] === '0') delete request.headers['content-type'];
    done();
  });
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const encoding = contentEncodingOf(request);
    if (encoding === undefined) return done();
    // RFC 9110 §12.5.3: what the server would have accepted.
    reply.header('Accept-Encoding', 'identity');
    const detail = `The body is encoded as ${encoding}. Send it as it is, without the header Content-Encoding.`;
    done(new ProblemError('unsupported_media_type', detail));
  });
  app.addHook('preValidation', (request, _reply, done) => {
    // A missing body counts as an empty object: it may be left out if all its keys may, and otherwise they are named.
    if (request.body === undefined && request.routeOptions.schema?.body !== undefined) request.body = {};
    done();
  });
}

/** Makes the routes of `app` refuse a body that repeats a key: nobody can say which of its values was meant. */
export function refuseRepeatedKeys(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  const parse = createJsonParser(app, { repeatedKeys: 'refuse' });
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parse);
}

/** The encodings of the body other than `identity`. */
function contentEncodingOf({ headers, method, is404 }: FastifyRequest): string | undefined {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody || is404 || method === 'GET' || method === 'HEAD') return undefined;
  const encodings = (headers['content-encoding'] ?? '').split(',').map((one) => one.trim().toLowerCase());
  const unknown = encodings.filter((one) => one !== '' && one !== 'identity');
  return unknown.length === 0
    ? undefined
    : unknown
        .join(', ')
        .replaceAll(/[^\w, -]/g, '')
        .slice(0, 60);
}

/** Reads nothing after the first byte. */
function rejectUnlessEmpty(_request: FastifyRequest, payload: Readable, done: Done): void {
  let isDone = false;
  const finish = (error: Error | null) => {
    if (!isDone) done(error);
    isDone = true;
  };
  const detail = 'Send the body as JSON, with the header Content-Type: application/json.';
  payload.on('data', () => finish(new ProblemError('unsupported_media_type', detail)));
  payload.on('end', () => finish(null));
  payload.on('error', finish);
}

/**
 * Wraps Fastify's parser, which rejects keys that could reach a prototype, with messages that help the caller. They
 * quote nothing of a body that may hold an API key, as the parser's own message does.
 */
export function createJsonParser(
  app: FastifyInstance,
  { repeatedKeys = 'allow' }: { readonly repeatedKeys?: 'allow' | 'refuse' } = {},
): FastifyBodyParser<Buffer> {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    if (!isUtf8(body)) return done(new ProblemError('invalid_json', 'The body must be encoded as UTF-8.'));
    const text = body.toString('utf8');
    // The parser calls back synchronously.
    void parse(request, text, (error, value) => {
      if (error !== null) return done(jsonProblem(text));
      const path = repeatedKeys === 'refuse' ? findRepeatedKey(text, value) : undefined;
      done(path === undefined ? null : repeatedKey(path, request.routeOptions.schema?.body), value);
    });
  };
}

function jsonProblem(text: string): ProblemError {
  try {
    JSON.parse(text);
  } catch {
    return new ProblemError('invalid_json', 'The body cannot be parsed as JSON (RFC 8259).');
  }
  const message = 'must not contain a key named __proto__ or constructor';
  return new ProblemError('invalid_request', `The body ${message}.`, { errors: [{ field: '', message }] });
}
