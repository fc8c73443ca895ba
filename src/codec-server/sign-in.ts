import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Authenticate, Caller } from '../auth/caller.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { sessionCookie } from './authorize.ts';
import type { Sessions } from './sessions.ts';

/** Sealed it must fit into a cookie, and browsers take 4,096 bytes. */
const form = z.object({ key: z.string().min(1).max(2_800) });

const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** For a UI that knows no people: who has a key signs in here, and the browser brings the cookie along. */
export function signInRoutes(
  app: FastifyInstance,
  { authenticate, sessions }: { readonly authenticate: Authenticate; readonly sessions: Sessions },
): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('Content-Security-Policy', contentSecurityPolicy);
    done();
  });
  app.get('/', (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(
        page(
          sessions.tokenIn(request.cookies[sessionCookie] ?? '') === undefined ? '' : 'You are signed in.',
        ),
      ),
  );
  async function identify(token: string): Promise<Caller | 'unknown now' | undefined> {
    try {
      return await authenticate(token);
    } catch (error) {
      if (error instanceof ProblemError) return 'unknown now';
      throw error;
    }
  }
  app.post('/sign-in', async (request, reply) => {
    reply.type('text/html; charset=utf-8');
    const given = form.safeParse(request.body);
    const token = given.success ? given.data.key : '';
    const caller = await identify(token);
    if (caller === 'unknown now')
      return await reply.code(503).send(page('Who you are cannot be found out now. Try again in a moment.'));
    if (caller?.scopes.includes('decode') !== true)
      return await reply.code(403).send(page('This key does not open it: it needs the scope decode.'));
    request.callerLabel = caller.label;
    return await reply
      .setCookie(sessionCookie, sessions.seal(token), {
        httpOnly: true,
        // The UI and this server are of one site; pages of others do not bring the cookie along.
        sameSite: 'strict',
        // Only a browser on this machine comes without TLS; for all others a proxy terminates it.
        secure: !loopback.test(request.hostname),
        maxAge: sessions.lifetimeSeconds,
        path: '/',
      })
      .send(page('You are signed in for eight hours.'));
  });
}

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

function page(message: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Codec server</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;padding:0 1rem}input,button{font:inherit;padding:.4rem}input{width:100%;box-sizing:border-box;margin:.3rem 0 1rem}</style></head>
<body><h1>Codec server</h1>
<p>Decrypts for Temporal's UI what the onboarding service keeps in Temporal. Sign in with an API key that has the scope
<code>decode</code>; then switch on <em>Include cross-origin credentials</em> in the UI's settings for data encoding.</p>
${message === '' ? '' : `<p role="status"><strong>${message}</strong></p>`}
<form method="post" action="/sign-in"><label>API key<input type="password" name="key" autocomplete="current-password" required></label>
<button>Sign in</button></form></body></html>`;
}
