import type { FastifyPluginAsync } from 'fastify';
import { deliveryIdOf, eventsQuery } from '../../api/parameters.ts';
import { validate } from '../../api/plugins/validation.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { plural } from '../../contract/lib/plural.ts';
import { errorLogFields } from '../../api/plugins/error-handler.ts';
import type { Notice } from '../frame/notice.ts';
import { sendPage } from '../frame/send-page.ts';
import type { ConsoleOptions } from '../options.ts';
import { eventsPath } from '../paths.ts';
import { eventsView } from './events-view.ts';

/** How many events a page has, and how many can be sent again at once. */
const pageSize = 50;

const pageQuery = eventsQuery.omit({ limit: true }).loose();

/** Events that did not arrive, and what sends them again. */
export const eventsPage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { onboardings, logger, organization } = options;

  app.get('/events', async (request, reply) => {
    const query = validate(pageQuery, request.query, 'querystring');
    if ('error' in query) throw query.error;
    const { status, cursor } = query.value;
    const page = await onboardings.listEvents({ status, limit: pageSize, ...defined({ cursor }) });
    return sendPage(reply, {
      title: 'Webhooks',
      section: eventsPath,
      caller: { name: request.caller },
      organization,
      ...defined({ notice: noticeOf(query.value) }),
      main: eventsView({ status, page, mayOperate: request.consoleCaller.scopes.includes('operate') }),
    });
  });

  app.post('/events/replay', { config: { scope: 'operate' } }, async (request, reply) => {
    const ids = idsIn(request.body);
    const results = await Promise.all(ids.map((id) => sendAgain(id, request.id)));
    const sent = results.filter((isSent) => isSent).length;
    return reply.redirect(`${eventsPath}?sent=${sent}&failed=${ids.length - sent}`, 303);
  });

  async function sendAgain(id: string, requestId: string): Promise<boolean> {
    try {
      await onboardings.replayEvent(id);
      return true;
    } catch (error) {
      logger.warn({ requestId, ...errorLogFields(error) }, 'an event could not be sent again');
      return false;
    }
  }
};

/** The events that a form names. Throws `not_found` and `invalid_request`. */
function idsIn(body: unknown): string[] {
  const { id = [] } = (body ?? {}) as { readonly id?: string | readonly string[] };
  const ids = [...new Set([id].flat())].map((one) => deliveryIdOf({ id: one }));
  if (ids.length > 0 && ids.length <= pageSize) return ids;
  throw new ProblemError('invalid_request', `Send at least one event again, and at most ${pageSize}.`);
}

function noticeOf({ sent, failed }: Record<string, unknown>): Notice | undefined {
  const [sentCount, failedCount] = [Number(sent), Number(failed)];
  if (!Number.isInteger(sentCount) || !Number.isInteger(failedCount)) return undefined;
  if (failedCount === 0)
    return {
      kind: 'good',
      text: `${plural(sentCount, 'event')} will be sent again. What arrives is no longer listed here.`,
    };
  return {
    kind: 'bad',
    text: `${plural(sentCount, 'event')} will be sent again; ${failedCount} could not be. Try again in a moment.`,
  };
}
