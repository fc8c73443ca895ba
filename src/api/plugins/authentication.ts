import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerOf, challenge } from '../../auth/bearer.ts';
import type { Authenticate } from '../../auth/caller.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { ProblemError } from '../../contract/api/problems.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Stands in the history of what they do. Empty where nobody has to say who they are, as the label is. */
    caller: string;
    /** The same for logs and limits: no person is named. */
    callerLabel: string;
  }
  interface FastifyContextConfig {
    /** What a caller must be allowed to do. Where it is not said: `read` for a GET, else `write`. */
    scope?: Scope;
  }
}

/**
 * A hook that lets a request pass with a key or a JWT that has the scope of the route, and writes who it was into
 * `request.caller`. Else 401 or 403, with the challenge of https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function requireCaller(authenticate: Authenticate) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const token = bearerOf(request.headers.authorization);
    const caller = token === undefined ? undefined : await authenticate(token);
    if (caller === undefined) {
      reply.header('WWW-Authenticate', challenge(token === undefined ? undefined : 'invalid_token'));
      throw new ProblemError('unauthorized', detailOf(token));
    }
    request.caller = caller.name;
    request.callerLabel = caller.label;
    const scope = scopeOf(request);
    if (caller.scopes.includes(scope)) return;
    reply.header('WWW-Authenticate', challenge('insufficient_scope', `onboardings:${scope}`));
    throw new ProblemError(
      'forbidden',
      `This needs the scope onboardings:${scope}; ${caller.name} has ${inWords(caller.scopes)}.`,
    );
  };
}

function scopeOf({ method, routeOptions }: FastifyRequest): Scope {
  return routeOptions.config.scope ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write');
}

function inWords(scopes: readonly Scope[]): string {
  return scopes.length === 0 ? 'none' : scopes.map((scope) => `onboardings:${scope}`).join(' and ');
}

function detailOf(token: string | undefined): string {
  return token === undefined
    ? 'Send the header Authorization: Bearer <key>.'
    : 'This key is not among those the service knows (ONBOARDING_API_KEYS), or it has expired.';
}
