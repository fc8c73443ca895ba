import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { deliveryPage, deliveryView } from '../../contract/api/delivery-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { deliveryIdOf, deliveryParams, eventsQuery } from '../parameters.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

type Options = { readonly onboardings: Onboardings };

export const eventRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings }) => {
  const common = { tags: [tags.events], security: apiKeySecurity };

  app.get(
    '/events',
    {
      schema: {
        ...common,
        operationId: 'listEvents',
        summary: 'List events that were not delivered',
        description:
          'Returns a page of deliveries, one for each event and receiver: those that failed permanently or, with `status`, those that are in progress or delivered. A delivery can be listed for as long as Temporal keeps closed workflows.',
        querystring: eventsQuery,
        response: {
          200: json('A page of deliveries.', deliveryPage),
          ...v1Problems('invalid_cursor'),
        },
      },
    },
    ({ query: { status, limit, cursor } }) =>
      onboardings.listEvents({ status, limit, ...defined({ cursor }) }),
  );

  app.post(
    '/events/:id/replay',
    {
      config: { scope: 'operate' },
      schema: {
        ...common,
        operationId: 'replayEvent',
        summary: 'Resend an event',
        description:
          'Delivers the event to its receiver again, with retries, under its original `webhook-id`, so that a receiver can recognize an event that it already has. Starts nothing if the delivery is in progress.',
        params: deliveryParams,
        response: {
          202: json('The delivery is in progress.', deliveryView),
          ...v1Problems(...bodyProblems, 'not_found', 'unreadable'),
        },
      },
    },
    async ({ params }, reply) => {
      reply.code(202);
      return onboardings.replayEvent(deliveryIdOf(params));
    },
  );
};
