import type { FastifyPluginAsync } from 'fastify';
import { cachedFor } from '../../telemetry/cached-for.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { sendPage } from '../frame/send-page.ts';
import type { ConsoleOptions } from '../options.ts';
import { todayPath } from '../paths.ts';
import { readToday } from '../today/read-today.ts';
import { todayView } from './today-view.ts';

/** The figures cost some calls of Temporal's visibility store, and an open page asks for them every few seconds. */
const cache = { forMs: 60_000, deadlineMs: 30_000 };

/** The figures of the last days. */
export const todayPage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { onboardings, organization, now = Date.now } = options;
  const read = cachedFor(() => readToday(onboardings, now()), cache);

  app.get('/today', async (request, reply) => {
    const today = await read();
    if (today === undefined) {
      const detail = 'The figures could not be read. Nothing is lost; try again in a minute.';
      throw new ProblemError('temporal_unavailable', detail, { retryAfterSeconds: cache.forMs / 1_000 });
    }
    return sendPage(reply, {
      title: 'Today',
      section: todayPath,
      caller: { name: request.caller },
      organization,
      main: todayView(today),
    });
  });
};
