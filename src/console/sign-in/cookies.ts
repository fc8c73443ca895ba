import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../../contract/lib/private-host.ts';

/** A session, or a sign-in that waits for the identity provider. */
type Cookie = 'console' | 'console-sign-in';

/**
 * With the prefix `__Host-` a browser takes a cookie from this host over TLS only, so that no other host of the site can
 * plant a session. Only a browser on this machine connects without TLS, and there the prefix is impossible.
 */
function nameOf(cookie: Cookie, request: FastifyRequest): string {
  return isLoopback(request.hostname) ? cookie : `__Host-${cookie}`;
}

export function readCookie(request: FastifyRequest, cookie: Cookie): string | undefined {
  return request.cookies[nameOf(cookie, request)];
}

/**
 * Sets a cookie that scripts cannot read and other sites' forms do not send. `SameSite=Strict` is impossible: the browser
 * would hold the cookie back when the identity provider redirects here.
 */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { cookie, value, maxAgeSeconds }: { cookie: Cookie; value: string; maxAgeSeconds: number },
): void {
  reply.setCookie(nameOf(cookie, request), value, { ...attributesFor(request), maxAge: maxAgeSeconds });
}

export function clearCookie(request: FastifyRequest, reply: FastifyReply, cookie: Cookie): void {
  reply.clearCookie(nameOf(cookie, request), attributesFor(request));
}

function attributesFor(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: !isLoopback(request.hostname) } as const;
}
