import type { FastifyReply } from 'fastify';
import { render } from '../../html/html.ts';
import { page, type PageModel } from './page.ts';

/** Sends a page. The caller sets the status if it is not 200. */
export function sendPage(reply: FastifyReply, model: PageModel): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(render(page(model)));
}
