import type { FastifyPluginAsync } from 'fastify';
import { sendPage } from '../frame/send-page.ts';
import type { ConsoleOptions } from '../options.ts';
import { driftPath } from '../paths.ts';
import { driftIntroduction, driftView } from './drift-view.ts';

/**
 * Compares what Vultr shows with what this service gave. The report is made on a POST, because it reads everyone: neither a
 * refresh by `console.js` nor a link may start it.
 */
export const driftPage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { onboardings, organization } = options;
  const common = { title: 'Drift', section: driftPath, organization };

  app.get('/drift', (request, reply) =>
    sendPage(reply, { ...common, caller: { name: request.caller }, main: driftIntroduction() }),
  );

  app.post('/drift', { config: { scope: 'read' } }, async (request, reply) => {
    const report = await onboardings.readDrift();
    return sendPage(reply, { ...common, caller: { name: request.caller }, main: driftView(report) });
  });
};
