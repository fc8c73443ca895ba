import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { errorLogFields, toProblem } from '../../api/plugins/error-handler.ts';
import { problems } from '../../contract/api/problems.ts';
import { html } from '../../html/html.ts';
import { consolePath } from '../paths.ts';
import type { ConsoleOptions } from '../options.ts';
import { sendPage } from './send-page.ts';

/** Creates the handler that shows every thrown error as a page. Only a failure of the service is logged with its stack. */
export function createErrorPages({ logger, organization }: ConsoleOptions) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = toProblem(error, request.routeOptions.bodyLimit);
    const { status, title } = problems[problem.code];
    const { id: requestId } = request;
    if (problem.code === 'internal_error')
      logger.error({ requestId, code: problem.code, err: error }, 'unexpected error');
    else if (status >= 500) logger.warn({ requestId, ...errorLogFields(problem) }, 'request failed');
    void sendPage(reply.code(status), {
      title,
      organization,
      caller: request.caller === '' ? undefined : { name: request.caller },
      main: html`<h1>${title}</h1>
        <p>${problem.message}</p>
        <p>The ID of this request, which the log contains too, is <code>${requestId}</code>.</p>
        <p><a href="${consolePath}">All people</a></p>`,
    });
  };
}
