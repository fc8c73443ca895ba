import type { FastifyPluginAsync } from 'fastify';
import { isLoopback } from '../contract/lib/private-host.ts';
import { z } from 'zod';
import type { Authenticate, Caller } from '../auth/caller.ts';
import { createWrongKeyLimit } from '../auth/wrong-key-limit.ts';
import { plural } from '../contract/lib/plural.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { sessionCookie } from './authorize.ts';
import type { TokenSessions } from './token-sessions.ts';

/** The sealed key must fit into a cookie, and browsers accept 4,096 bytes. */
const form = z.object({ key: z.string().min(1).max(2_800) });

type Options = { readonly authenticate: Authenticate; readonly sessions: TokenSessions };

/** For a UI without sign-in of its own: a person signs in here with a key, and the browser then sends a cookie. */
export const signInRoutes: FastifyPluginAsync<Options> = async (app, { authenticate, sessions }) => {
  const wrongKeys = await createWrongKeyLimit(app);

  app.get('/', async (request, reply) => {
    const session = await sessions.open(request.cookies[sessionCookie] ?? '');
    return await reply.type(html).send(page(session === undefined ? '' : 'You are signed in.'));
  });

  app.post('/sign-in', async (request, reply) => {
    reply.type(html);
    const seconds = await wrongKeys.secondsToWait(request);
    if (seconds > 0) {
      const message = `Too many wrong keys came from your network address. Wait ${plural(seconds, 'second')}, then try again.`;
      return await reply.code(429).header('Retry-After', seconds).send(page(message));
    }
    const parsed = form.safeParse(request.body);
    const token = parsed.success ? parsed.data.key : '';
    const caller = await identify(token);
    if (caller === 'unavailable') {
      const message = 'The identity provider is unavailable. Try again in a few seconds.';
      return await reply.code(503).send(page(message));
    }
    if (caller === undefined) await wrongKeys.count(request);
    if (caller?.scopes.includes('decode') !== true) {
      const message = 'This key cannot be used: it is unknown or lacks the scope decode.';
      return await reply.code(403).send(page(message));
    }
    request.callerLabel = caller.label;
    return await reply
      .setCookie(sessionCookie, await sessions.seal({ token }), {
        httpOnly: true,
        // The UI and this server belong to one site; pages of other sites do not send the cookie.
        sameSite: 'strict',
        // Only a browser on this machine connects without TLS; for all others a proxy terminates TLS.
        secure: !isLoopback(request.hostname),
        maxAge: sessions.lifetimeSeconds,
        path: '/',
      })
      .send(page('You are signed in for eight hours.'));
  });

  async function identify(token: string): Promise<Caller | 'unavailable' | undefined> {
    try {
      return await authenticate(token);
    } catch (error) {
      if (error instanceof ProblemError) return 'unavailable';
      throw error;
    }
  }
};

const html = 'text/html; charset=utf-8';

function page(message: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Codec server</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;padding:0 1rem}input,button{font:inherit;padding:.4rem}input{width:100%;box-sizing:border-box;margin:.3rem 0 1rem}</style></head>
<body><h1>Codec server</h1>
<p>Decrypts for Temporal's UI what the onboarding service stores in Temporal. Sign in with an API key that has the scope
<code>decode</code>, then turn on <em>Include cross-origin credentials</em> in the UI's settings for data encoding.</p>
${message === '' ? '' : `<p role="status"><strong>${message}</strong></p>`}
<form method="post" action="/sign-in"><label>API key<input type="password" name="key" autocomplete="current-password" required></label>
<button>Sign in</button></form></body></html>`;
}
