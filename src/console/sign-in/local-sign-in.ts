import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { isLoopback } from '../../contract/lib/private-host.ts';
import { sendPage } from '../frame/send-page.ts';
import { consolePath } from '../paths.ts';
import { readCookie } from './cookies.ts';
import type { LocalLink } from './local-link.ts';
import type { SignInOptions } from './options.ts';
import { createSessions } from './sessions.ts';
import { failedSignInView } from './sign-in-view.ts';
import { createSessionStarter } from './start-session.ts';

const query = z.object({ token: z.string() });

/** Sign-in by the link of `npm start`. */
export const localSignInRoutes: FastifyPluginAsync<
  SignInOptions & { readonly localLink: LocalLink }
> = async (app, options) => {
  const { authenticate, localLink, organization } = options;
  const sessions = createSessions(options);
  const startSession = createSessionStarter(options);

  // Not for HEAD, which programs send that only look at a link.
  app.get('/sign-in/local', { exposeHeadRoute: false }, async (request, reply) => {
    // People click the link in their terminal again.
    if ((await sessions.callerIn(readCookie(request, 'console'))) !== undefined)
      return await reply.redirect(consolePath, 303);
    const { token = '' } = query.safeParse(request.query).data ?? {};
    // A page of another site can reach this address under a name of its own that resolves to it.
    const key = isLoopback(request.hostname) ? localLink.redeem(token) : undefined;
    const caller = key === undefined ? undefined : await authenticate(key);
    if (key !== undefined && caller !== undefined)
      return await startSession(request, reply, { session: { by: 'token', token: key }, caller, to: '' });
    const main = failedSignInView({ title: failedTitle, text: failedText });
    return await sendPage(reply.code(403), { title: failedTitle, organization, main });
  });
};

const failedTitle = 'This link does not sign you in';
const failedText =
  'A sign-in link works once, on the machine where npm start runs, and until it ends. Sign in with the API key that npm start printed, or start it again for a new link.';
