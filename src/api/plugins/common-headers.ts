import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Responses are data: no page may frame them, and a browser must not render anything in them as a page. */
const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Sets the headers of every response. While the process is stopping, each response also closes its connection. */
export function addCommonHeaders(app: FastifyInstance, isDraining: () => boolean): void {
  app.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply);
    if (isDraining()) reply.header('Connection', 'close');
    done();
  });
}

export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'X-Request-Id': request.id, ...securityHeaders });
}
