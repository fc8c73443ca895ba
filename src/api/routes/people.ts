import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { personPage, personView } from '../../contract/api/person-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { peopleQuery, personIdOf, personParams } from '../parameters.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { json, v1Problems } from '../responses.ts';

type Options = { readonly onboardings: Onboardings };

export const peopleRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings }) => {
  const common = { tags: [tags.people], security: apiKeySecurity };

  app.get(
    '/people',
    {
      schema: {
        ...common,
        operationId: 'listPeople',
        summary: 'List people',
        description:
          'Returns a page of the register: what this service believes each person has, since when, and which onboarding gave it. It outlives the retention of the namespace.',
        querystring: peopleQuery,
        response: { 200: json('A page of people.', personPage), ...v1Problems('invalid_cursor') },
      },
    },
    ({ query: { limit, ...filter } }) => onboardings.listPeople({ limit, ...defined(filter) }),
  );

  app.get(
    '/people/:id',
    {
      schema: {
        ...common,
        operationId: 'getPerson',
        summary: 'Get a person',
        description:
          'Returns what this service believes the person has, and their last ten onboardings with the evidence. Read `GET /v1/access` for what Vultr shows.',
        params: personParams,
        response: { 200: json('The person.', personView), ...v1Problems('not_found', 'unreadable') },
      },
    },
    ({ params }) => onboardings.getPerson(personIdOf(params)),
  );

  app.delete(
    '/people/:id',
    {
      config: { scope: 'operate' },
      schema: {
        ...common,
        operationId: 'erasePerson',
        summary: 'Erase a person',
        description:
          'Forgets everything about the person except that they were erased, and deletes their closed workflows and the deliveries of their events. It takes no access away at Vultr, and is refused while an onboarding is in progress or guards an invitation. Repeatable.',
        params: personParams,
        response: {
          204: z.null().meta({ description: 'The person is erased.' }),
          ...v1Problems('not_found', 'unreadable', 'erase_not_possible', 'record_lost', 'worker_unavailable'),
        },
      },
    },
    async ({ params }, reply) => {
      await onboardings.erase(personIdOf(params));
      return reply.code(204).send(null);
    },
  );
};
