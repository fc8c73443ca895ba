import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../auth/caller.ts';
import { setCookie } from './cookies.ts';
import type { SignInOptions } from './options.ts';
import { safeTarget } from './paths.ts';
import { createSessions, type Session } from './sessions.ts';

type SignedIn = { readonly session: Session; readonly caller: Caller; readonly to: string };

/** Creates a function that gives the browser its session and sends it to a page of the console. */
export function createSessionStarter(options: SignInOptions) {
  const sessions = createSessions(options);
  return async (request: FastifyRequest, reply: FastifyReply, { session, caller, to }: SignedIn) => {
    const value = await sessions.seal(session);
    setCookie(request, reply, { cookie: 'console', value, maxAgeSeconds: sessions.lifetimeSeconds });
    request.callerLabel = caller.label;
    options.logger.info({ requestId: request.id, caller: caller.label }, 'signed in to the console');
    return await reply.redirect(safeTarget(to), 303);
  };
}
