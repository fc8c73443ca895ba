import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerOf, challenge } from '../auth/bearer.ts';
import type { Authenticate, Caller } from '../auth/caller.ts';
import { digestsMatch } from '../auth/digests-match.ts';
import { ProblemError, problems } from '../contract/api/problems.ts';
import type { TokenSessions } from './token-sessions.ts';

export const sessionCookie = 'onboarding-codec';

type AuthOptions = {
  readonly authenticate: Authenticate;
  readonly sessions: TokenSessions;
  readonly pathSecret: string | undefined;
};

/**
 * Creates a hook that lets a request pass with one of these: a token that has the scope `decode` (the UI forwards the
 * token of its signed-in user), the cookie of a session of this server, or the secret in the path, if there is one.
 */
export function authorize({ authenticate, sessions, pathSecret }: AuthOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { secret } = request.params as { secret?: string };
    if (secret !== undefined && pathSecret !== undefined && digestsMatch(secret, pathSecret))
      return undefined;
    const token =
      bearerOf(request.headers.authorization) ??
      (await sessions.open(request.cookies[sessionCookie] ?? ''))?.token;
    const caller = token === undefined ? undefined : await identify(token, authenticate, reply);
    request.callerLabel = caller?.label ?? '';
    if (reply.sent || caller?.scopes.includes('decode') === true) return undefined;
    return caller === undefined
      ? await reply.code(401).header('WWW-Authenticate', challengeFor()).send({ message: signInHint })
      : await reply
          .code(403)
          .header('WWW-Authenticate', challengeFor('insufficient_scope'))
          .send({ message: 'This needs the scope onboardings:decode.' });
  };
}

const signInHint =
  "Sign in on this server's first page and let the UI include cross-origin credentials, or send a token.";

function challengeFor(error?: 'insufficient_scope'): string {
  return challenge(error, 'onboardings:decode');
}

/** Sends the error itself if the caller cannot be identified at the moment. */
async function identify(
  token: string,
  authenticate: Authenticate,
  reply: FastifyReply,
): Promise<Caller | undefined> {
  try {
    return await authenticate(token);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    await reply.code(problems[error.code].status).send({ message: error.message });
    return undefined;
  }
}
