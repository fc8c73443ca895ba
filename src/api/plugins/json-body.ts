import { isUtf8 } from 'node:buffer';
import type { FastifyBodyParser, FastifyInstance } from 'fastify';
import { ProblemError } from '../../contract/api/problems.ts';

/** Makes JSON the only type of body that the server accepts. */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, createJsonParser(app));
}

/**
 * Wraps Fastify's parser, which rejects keys that could reach a prototype, with messages that help the caller. They
 * quote nothing of the body, as the parser's own message does, because it may hold an API key. An empty body counts as
 * no body, so that a command may be sent with a Content-Type and nothing else.
 */
function createJsonParser(app: FastifyInstance): FastifyBodyParser<Buffer> {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    if (!isUtf8(body)) return done(new ProblemError('invalid_json', 'The body must be encoded as UTF-8.'));
    const text = body.toString('utf8');
    // The parser calls back synchronously.
    void parse(request, text, (error, value) => done(error === null ? null : jsonProblem(text), value));
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
