import type { FastifyInstance } from 'fastify';
import { sendPage } from '../frame/send-page.ts';
import type { SignInOptions } from './options.ts';
import { isFromHere } from './same-origin.ts';
import { foreignRequestView } from './sign-in-view.ts';

const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // With `no-referrer`, browsers send the `Origin` of a form as `null`, and the check of the origin needs it.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/**
 * Applies to every route of the console: the headers of its pages, which replace those of the API, and a 403 for every
 * request that could change something and does not come from one of them.
 */
export function secureConsole(
  app: FastifyInstance,
  { publicUrl, logger, organization }: SignInOptions,
): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (isFromHere(request, publicUrl)) return undefined;
    const site = request.headers['sec-fetch-site'] === undefined ? 'unknown' : 'another';
    logger.warn({ requestId: request.id, site }, 'refused a request from outside the console');
    const main = foreignRequestView();
    return await sendPage(reply.code(403), { title: 'Nothing was changed', organization, main });
  });
}
