import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { brakeDecision, brakeView } from '../../contract/api/brake.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

type Options = { readonly onboardings: Onboardings };

type DecideArguments = Parameters<Onboardings['releaseBrake']>;

export const brakeRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings }) => {
  const common = { tags: [tags.brake], security: apiKeySecurity };

  app.get(
    '/brake',
    {
      schema: {
        ...common,
        operationId: 'getBrake',
        summary: 'Get the brake',
        description:
          'Returns whether the brake is on, and everyone who waits for a decision. It comes on if more people than the limit would lose something within 24 hours, and then lets none of those go whom it has gathered. Needs no worker.',
        response: { 200: json('The brake.', brakeView), ...v1Problems('unreadable') },
      },
    },
    () => onboardings.getBrake(),
  );

  const decisions = [
    {
      name: 'release',
      decide: (...args: DecideArguments) => onboardings.releaseBrake(...args),
      summary: 'Release those whom the brake holds',
      description:
        'Lets them go on at once: all of them, or those with the given IDs. A key or person who ordered one of them cannot release it.',
    },
    {
      name: 'refuse',
      decide: (...args: DecideArguments) => onboardings.refuseBrake(...args),
      summary: 'Refuse those whom the brake holds',
      description:
        'Ends them without taking anything: all of them, or those with the given IDs. A refused person is asked about again only after a new order.',
    },
  ] as const;
  for (const { name, decide, summary, description } of decisions) {
    app.post(
      `/brake/${name}`,
      {
        config: { scope: 'release' },
        schema: {
          ...common,
          operationId: `${name}Brake`,
          summary,
          description,
          body: brakeDecision,
          response: {
            200: json('The brake after the decision.', brakeView),
            ...v1Problems(
              ...bodyProblems,
              'own_order',
              'brake_changed',
              'command_not_possible',
              'unreadable',
              'worker_unavailable',
            ),
          },
        },
      },
      ({ body, caller }) => decide(body, { name: caller }),
    );
  }
};
