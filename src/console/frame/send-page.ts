import type { FastifyReply } from 'fastify';
import { render } from '../../html/html.ts';
import { isRead } from '../is-read.ts';
import { page, type PageModel } from './page.ts';

/** Sends a page, and marks it if it answers a form. The caller sets the status if it is not 200. */
export function sendPage(reply: FastifyReply, model: Omit<PageModel, 'answersForm'>): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(render(page({ ...model, answersForm: !isRead(reply.request.method) })));
}
