import { isUtf8 } from 'node:buffer';
import type { FastifyBodyParser, FastifyInstance } from 'fastify';
import { ProblemError } from '../../contract/api/problems.ts';

/**
 * Fastify's own parser, which refuses keys that could reach a prototype, with words that help the caller. Nothing of
 * the body is repeated: the parser's own message quotes it, and it may hold a key. An empty body is none, so that
 * a command may be sent with a Content-Type and nothing in it.
 */
export function createJsonParser(app: FastifyInstance): FastifyBodyParser<Buffer> {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    if (!isUtf8(body)) return done(new ProblemError('invalid_json', 'The body must be UTF-8.'));
    const text = body.toString('utf8');
    // It answers by the callback, at once.
    void parse(request, text, (error, value) => done(error === null ? null : jsonProblem(text), value));
  };
}

function jsonProblem(text: string): ProblemError {
  try {
    JSON.parse(text);
  } catch {
    return new ProblemError('invalid_json', 'The body cannot be read as JSON (RFC 8259).');
  }
  const message = 'must not contain a key named __proto__ or constructor';
  return new ProblemError('invalid_request', `The body ${message}.`, { errors: [{ field: '', message }] });
}
