import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Authenticate } from '../callers/caller.ts';
import { sessionCookie } from './require-decoder.ts';
import type { Sessions } from './sessions.ts';

const form = z.object({ key: z.string().min(1).max(4_096) });

const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** For a UI that knows no people: who has a key signs in here, and the browser brings the cookie along. */
export function addSignIn(
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
      .send(page(sessions.isOpen(request.cookies[sessionCookie] ?? '') ? 'You are signed in.' : '')),
  );
  app.post('/sign-in', async (request, reply) => {
    reply.type('text/html; charset=utf-8');
    const given = form.safeParse(request.body);
    const caller = given.success ? await authenticate(given.data.key) : undefined;
    if (caller?.scopes.includes('decode') !== true)
      return await reply.code(403).send(page('This key does not open it: it needs the scope decode.'));
    return await reply
      .setCookie(sessionCookie, sessions.open(), {
        httpOnly: true,
        // The UI and this server are of one site; pages of others do not bring the cookie along.
        sameSite: 'strict',
        secure: request.protocol === 'https',
        maxAge: sessions.lifetimeSeconds,
        path: '/',
      })
      .send(page('You are signed in for eight hours.'));
  });
}

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
