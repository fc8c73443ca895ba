import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerOf, challenge } from '../auth/bearer.ts';
import type { Authenticate } from '../auth/caller.ts';
import { ProblemError, problems } from '../contract/api/problems.ts';
import type { Sessions } from './sessions.ts';

export const sessionCookie = 'onboarding-codec';

type Doors = {
  readonly authenticate: Authenticate;
  readonly sessions: Sessions;
  readonly pathSecret: string | undefined;
};

/**
 * A hook that lets a request pass with a token that has the scope `decode` (the UI hands on that of the person who signed in
 * there), with the cookie of somebody who signed in here, or with the secret of the path where there is one.
 */
export function authorize({ authenticate, sessions, pathSecret }: Doors) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { secret } = request.params as { secret?: string };
    if (secret !== undefined && pathSecret !== undefined && areEqual(secret, pathSecret)) return undefined;
    const token =
      bearerOf(request.headers.authorization) ?? sessions.tokenIn(request.cookies[sessionCookie] ?? '');
    const caller = token === undefined ? undefined : await authenticated(token, authenticate, reply);
    request.callerLabel = caller?.label ?? '';
    if (reply.sent || caller?.scopes.includes('decode') === true) return undefined;
    const known = caller !== undefined;
    return await reply
      .code(known ? 403 : 401)
      .header('WWW-Authenticate', challenge(known ? 'insufficient_scope' : undefined, 'onboardings:decode'))
      .send({
        message: known
          ? 'This needs the scope onboardings:decode.'
          : "Sign in at this server's first page, and let the UI include cross-origin credentials; or send a token.",
      });
  };
}

/** Where who it is cannot be found out now, the reply says so and is sent. */
async function authenticated(token: string, authenticate: Authenticate, reply: FastifyReply) {
  try {
    return await authenticate(token);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    await reply.code(problems[error.code].status).send({ message: error.message });
    return undefined;
  }
}

function areEqual(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
