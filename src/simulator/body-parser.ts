import type { FastifyInstance } from 'fastify';
import { HttpError } from './vultr/call.ts';

/** Bodies are JSON whatever the content type says, or a form; an empty one is none, as writes without a body send it. */
export function acceptAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    try {
      done(null, isForm ? Object.fromEntries(new URLSearchParams(String(body))) : fromJson(String(body)));
    } catch {
      done(new HttpError(400, 'Invalid JSON.'));
    }
  });
}

function fromJson(text: string): unknown {
  return text.trim() === '' ? undefined : JSON.parse(text);
}
