import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { explainAccess } from '../../api/explain/explain-access.ts';
import { validate } from '../../api/plugins/validation.ts';
import { emailAddress } from '../../contract/api/onboarding-request.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Html } from '../../html/html.ts';
import type { Notice } from '../frame/notice.ts';
import { sendPage } from '../frame/send-page.ts';
import type { ConsoleOptions } from '../options.ts';
import { accessPath } from '../paths.ts';
import { accessView, askView } from './access-view.ts';

const form = z.object({ email: emailAddress });

function rehireWords(): string {
  return 'the button “Hire again” on their page';
}

/**
 * Explains why a person sees a blank screen. The email comes in the body of a POST, because addresses of pages end up in
 * the logs of proxies and in the history of browsers.
 */
export const accessPage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { onboardings, logger, organization } = options;
  const show = (request: FastifyRequest, reply: FastifyReply, main: Html, notice?: Notice) =>
    sendPage(reply, {
      title: 'Blank screen?',
      section: accessPath,
      caller: { name: request.caller },
      organization,
      main,
      ...defined({ notice }),
    });

  app.get('/access', (request, reply) => show(request, reply, askView('')));

  app.post('/access', { config: { scope: 'read' } }, async (request, reply) => {
    const checked = validate(form, request.body ?? {}, 'body');
    if ('error' in checked) {
      const { email } = (request.body ?? {}) as { readonly email?: unknown };
      const text = `The email ${checked.error.errors[0]?.message ?? 'is not valid'}.`;
      return show(request, reply.code(400), askView(typeof email === 'string' ? email : ''), {
        kind: 'bad',
        text,
      });
    }
    const explained = await explainAccess(
      { onboardings, logger, rehireWords },
      checked.value.email,
      request.id,
    );
    return show(request, reply, accessView(explained));
  });
};
