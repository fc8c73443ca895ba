import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../auth/caller.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { sendPage } from '../frame/send-page.ts';
import { isRead } from '../is-read.ts';
import { readCookie } from './cookies.ts';
import type { SignInOptions } from './options.ts';
import { signInUrl } from './paths.ts';
import { createSessions } from './sessions.ts';
import { missingScopeView, sessionEndedView } from './sign-in-view.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in. Throws on routes that need no sign-in. */
    readonly consoleCaller: Caller;
  }
}

const callers = new WeakMap<FastifyRequest, Caller>();

/** Gives each request of the console its caller, whom `requireSignIn` finds. */
export function decorateConsoleCaller(app: FastifyInstance): void {
  app.decorateRequest('consoleCaller', {
    getter() {
      const caller = callers.get(this);
      if (caller === undefined) throw new Error('This route does not require a sign-in.');
      return caller;
    },
  });
}

/**
 * Creates a hook that lets only people pass who are signed in and have the scope of the route: its `config.scope`, by
 * default `read` for GET and HEAD and `operate` for everything else. Without a session, a GET is redirected to the sign-in
 * page and comes back; anything else gets a page that says that nothing was changed.
 */
export function requireSignIn(options: SignInOptions) {
  const sessions = createSessions(options);
  const { organization } = options;

  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const caller = await sessions.callerIn(readCookie(request, 'console'));
    if (caller === undefined) return await sendToSignIn(request, reply, options);
    callers.set(request, caller);
    request.caller = caller.name;
    request.callerLabel = caller.label;
    const scope = requiredScope(request);
    if (caller.scopes.includes(scope)) return undefined;
    const main = missingScopeView({ name: caller.name, scope });
    return await sendPage(reply.code(403), { title: 'You may not do this', organization, caller, main });
  };
}

function requiredScope({ method, routeOptions }: FastifyRequest): Scope {
  return routeOptions.config.scope ?? (isRead(method) ? 'read' : 'operate');
}

async function sendToSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { organization }: SignInOptions,
): Promise<unknown> {
  if (isRead(request.method)) return await reply.redirect(signInUrl(request.url), 303);
  const main = sessionEndedView(pageThatSent(request));
  return await sendPage(reply.code(403), { title: 'Your session has ended', organization, main });
}

/** The page of the console that the form is on. */
function pageThatSent({ headers: { referer = '' } }: FastifyRequest): string {
  if (!URL.canParse(referer)) return '';
  const { pathname, search } = new URL(referer);
  return `${pathname}${search}`;
}
