import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { validate } from '../../api/plugins/validation.ts';
import { accessStates } from '../../contract/scim/access-states.ts';
import { readScimReport } from '../../people/scim-report.ts';
import { sendPage } from '../frame/send-page.ts';
import type { ConsoleOptions } from '../options.ts';
import { scimPath } from '../paths.ts';
import { noScimView, scimPageView } from './scim-view.ts';

const query = z.object({
  state: z.enum(accessStates).optional(),
  from: z.coerce.number().int().min(0).max(100_000).default(0),
});

/** How the users of the identity provider are, which groups lead to nothing, and who waits. */
export const scimPage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { people, roles = () => [], organization } = options;

  app.get('/scim', async (request, reply) => {
    const checked = validate(query, request.query, 'querystring');
    if ('error' in checked) throw checked.error;
    const { state, from } = checked.value;
    const frame = { title: 'SCIM', section: scimPath, caller: { name: request.caller }, organization };
    if (people === undefined) return sendPage(reply, { ...frame, main: noScimView() });
    const report = await readScimReport(people, roles(), Date.now());
    return sendPage(reply, { ...frame, main: scimPageView({ report, state, from }) });
  });
};
