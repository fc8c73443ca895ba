import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../../auth/caller.ts';
import { createWrongKeyLimit } from '../../auth/wrong-key-limit.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { plural } from '../../contract/lib/plural.ts';
import { isLoopback } from '../../contract/lib/private-host.ts';
import type { Notice } from '../frame/notice.ts';
import { sendPage } from '../frame/send-page.ts';
import { clearCookie, readCookie } from './cookies.ts';
import { localSignInRoutes } from './local-sign-in.ts';
import { oidcRoutes } from './oidc.ts';
import type { SignInOptions } from './options.ts';
import { safeTarget, signInPath } from './paths.ts';
import { createSessions } from './sessions.ts';
import { signInView } from './sign-in-view.ts';
import { createSessionStarter } from './start-session.ts';

const form = z.object({
  // A longer one fits into no session, and is no key.
  key: z.string().trim().max(2_800).catch(''),
  to: z.string().catch(''),
});
const query = z.object({ to: z.string().optional(), signedOut: z.string().optional() });

/**
 * Sign-in by API key, at the identity provider and by the link of `npm start`, and sign-out. None of these routes needs a
 * session.
 */
export const signInRoutes: FastifyPluginAsync<SignInOptions> = async (app, options) => {
  const { authenticate, logger, localLink, oidc, organization } = options;
  const sessions = createSessions(options);
  const startSession = createSessionStarter(options);
  const wrongKeys = await createWrongKeyLimit(app);
  if (oidc !== undefined) app.register(oidcRoutes, { ...options, oidc });
  if (localLink !== undefined) app.register(localSignInRoutes, { ...options, localLink });

  const showForm = (reply: FastifyReply, to: string | undefined, notice?: Notice) => {
    const main = signInView({ to: safeTarget(to), hasProvider: oidc !== undefined });
    return sendPage(reply, { title: 'Sign in', organization, notice, main });
  };

  const refuse = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal) => {
    const { to, reason, text, status = 403 } = refusal;
    const { id: requestId, callerLabel: caller } = request;
    logger.warn(
      { requestId, ...(caller === '' ? {} : { caller }), reason },
      'refused a sign-in to the console',
    );
    return showForm(reply.code(status), to, { kind: 'bad', text });
  };

  app.get('/sign-in', async (request, reply) => {
    const { to, signedOut } = query.safeParse(request.query).data ?? {};
    if (signedOut !== undefined)
      return await showForm(reply, to, { kind: 'good', text: 'You are signed out.' });
    const cookie = readCookie(request, 'console');
    const hasEnded = cookie !== undefined && (await sessions.callerIn(cookie)) === undefined;
    return await showForm(reply, to, hasEnded ? sessionEnded : undefined);
  });

  app.post('/sign-in', async (request, reply) => {
    const { key = '', to = '' } = form.safeParse(request.body).data ?? {};
    if (isPlainHttp(request)) return await showForm(reply.code(400), to, plainHttp);
    const seconds = await wrongKeys.secondsToWait(request);
    if (seconds > 0) {
      reply.header('Retry-After', seconds);
      const text = `Too many wrong keys came from your network address. Wait ${plural(seconds, 'second')}, then try again.`;
      return await refuse(request, reply, { to, reason: 'too many wrong keys', text, status: 429 });
    }
    const caller = await identify(key);
    if (caller === 'unavailable') return await showForm(reply.code(503), to, unavailable);
    if (caller === undefined) {
      await wrongKeys.count(request);
      return await refuse(request, reply, { to, reason: 'unknown key', text: unknownKey });
    }
    request.callerLabel = caller.label;
    if (!caller.scopes.includes('read')) {
      const text = `The key ${caller.name} lacks the scope read.`;
      return await refuse(request, reply, { to, reason: 'no scope read', text });
    }
    return await startSession(request, reply, { session: { by: 'token', token: key }, caller, to });
  });

  app.post('/sign-out', async (request, reply) => {
    clearCookie(request, reply, 'console');
    return await reply.redirect(`${signInPath}?signedOut=yes`, 303);
  });

  async function identify(key: string): Promise<Caller | 'unavailable' | undefined> {
    try {
      return await authenticate(key);
    } catch (error) {
      if (error instanceof ProblemError) return 'unavailable';
      throw error;
    }
  }
};

type Refusal = {
  readonly to: string;
  readonly reason: string;
  readonly text: string;
  readonly status?: 429;
};

/** Browsers send `Origin` with a form. Over plain HTTP they would drop the cookie, and the sign-in would start over. */
function isPlainHttp({ headers, hostname }: FastifyRequest): boolean {
  return headers.origin?.startsWith('http:') === true && !isLoopback(hostname);
}

const unknownKey = 'No API key has this secret. Check that you pasted all of it.';
const sessionEnded: Notice = { kind: 'info', text: 'Your session has ended. Sign in again.' };
const unavailable: Notice = {
  kind: 'bad',
  text: 'The identity provider is unavailable. Try again in a few seconds.',
};
const plainHttp: Notice = {
  kind: 'bad',
  text: 'This page was opened over plain HTTP, so the browser cannot keep you signed in. Open the console by https, or on the machine itself. Replace the key that you sent: it was not encrypted on its way.',
};
