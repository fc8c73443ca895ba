import { deliveryPage, deliveryView } from '../../contract/api/delivery-view.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Server } from '../types.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { deliveryIdOf, deliveryParams, eventsQuery } from '../parameters.ts';
import { json, v1Problems } from '../responses.ts';

export function eventRoutes(app: Server, runs: Onboardings): void {
  const common = { tags: [tags.events], security: apiKeyNeeded };

  app.get(
    '/events',
    {
      schema: {
        ...common,
        operationId: 'listEvents',
        summary: 'List events that did not arrive',
        description:
          'A page of deliveries, one for each event and receiver: those that were given up, or by `status` those that are under way or delivered. Kept as long as Temporal keeps what has ended.',
        querystring: eventsQuery,
        response: {
          200: json('A page of deliveries.', deliveryPage),
          ...v1Problems('invalid_request', 'invalid_cursor'),
        },
      },
    },
    ({ query: { status, limit, cursor } }) =>
      runs.listEvents({ status, limit, ...(cursor === undefined ? {} : { cursor }) }),
  );

  app.post(
    '/events/:id/replay',
    {
      config: { scope: 'operate' },
      schema: {
        ...common,
        operationId: 'replayEvent',
        summary: 'Send an event again',
        description:
          'Delivers the event to its receiver once more, as often as it takes, with the `webhook-id` that it had: a receiver that has it already can tell. Where it is under way, nothing is started.',
        params: deliveryParams,
        response: {
          202: json('The delivery is under way.', deliveryView),
          ...v1Problems('not_found'),
        },
      },
    },
    async ({ params }, reply) => {
      reply.code(202);
      return runs.replayEvent(deliveryIdOf(params));
    },
  );
}
