import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bearerOf, challenge } from '../../auth/bearer.ts';
import type { Authenticate } from '../../auth/caller.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { ProblemError } from '../../contract/api/problems.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's name, which an onboarding's history shows. Empty on routes that need no authentication. */
    caller: string;
    /** The caller for logs and rate limits; it names no person. Empty on routes that need no authentication. */
    callerLabel: string;
  }
  interface FastifyContextConfig {
    /** The scope that a caller needs. Default: `read` for GET, otherwise `write`. */
    scope?: Scope;
  }
}

/** Gives every request of the server its caller, who is unknown until `requireCaller` has run. */
export function decorateCaller(app: FastifyInstance): void {
  app.decorateRequest('caller', '');
  app.decorateRequest('callerLabel', '');
}

/**
 * Creates a hook that authenticates a request by an API key or a JWT, requires the scope of the route, or the one scope
 * that all routes have, and sets `request.caller`. Otherwise it responds with 401 or 403 and the challenge of
 * https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function requireCaller(authenticate: Authenticate, scopeOfAll?: Scope) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const token = bearerOf(request.headers.authorization);
    const caller = token === undefined ? undefined : await authenticate(token);
    if (caller === undefined) {
      reply.header('WWW-Authenticate', challenge(token === undefined ? undefined : 'invalid_token'));
      throw new ProblemError('unauthorized', token === undefined ? noToken : unknownToken);
    }
    request.caller = caller.name;
    request.callerLabel = caller.label;
    const scope = scopeOfAll ?? requiredScope(request);
    if (caller.scopes.includes(scope)) return;
    reply.header('WWW-Authenticate', challenge('insufficient_scope', `onboardings:${scope}`));
    throw new ProblemError(
      'forbidden',
      `This route needs the scope onboardings:${scope}; ${caller.name} has ${listScopes(caller.scopes)}.`,
    );
  };
}

const noToken = 'Send the header Authorization: Bearer <key>.';
const unknownToken =
  'The key is unknown or has expired. Send one of the keys in ONBOARDING_API_KEYS or, if an issuer is configured, a valid JWT.';

function requiredScope({ method, routeOptions }: FastifyRequest): Scope {
  return routeOptions.config.scope ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write');
}

function listScopes(scopes: readonly Scope[]): string {
  return scopes.length === 0 ? 'none' : scopes.map((scope) => `onboardings:${scope}`).join(' and ');
}
