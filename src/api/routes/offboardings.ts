import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { offboardingCommandRequests } from '../../contract/api/offboarding-command-requests.ts';
import { offboardingExplanation } from '../../contract/api/offboarding-explanation.ts';
import { offboardingRequest } from '../../contract/api/offboarding-request.ts';
import { offboardingPage, offboardingView } from '../../contract/api/offboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import { offboardingCommandNames } from '../../contract/rules/offboarding-commands.ts';
import { parseFlowId } from '../../contract/temporal/flow-ids.ts';
import type { Offboardings } from '../../offboardings/offboardings.ts';
import { explainOffboarding } from '../explain/explain-offboarding.ts';
import { offboardingCommandDescriptions } from '../explain/offboarding-command-descriptions.ts';
import { apiKeySecurity, inCamelCase, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders, offboardingIdOf, offboardingParams, offboardingsQuery } from '../parameters.ts';
import { bodyProblems, commandProblems, json, v1Problems } from '../responses.ts';

type Options = {
  readonly offboardings: Offboardings;
  readonly uiUrlFor?: ((workflowId: string) => string) | undefined;
};

export const offboardingRoutes: FastifyPluginAsyncZod<Options> = async (app, { offboardings, uiUrlFor }) => {
  const common = { tags: [tags.offboardings], security: apiKeySecurity };

  app.post(
    '/offboardings',
    {
      config: { scope: 'offboard' },
      schema: {
        ...common,
        operationId: 'orderOffboarding',
        summary: 'Offboard a person',
        description:
          'Orders that a person leaves, or returns the offboarding that this order has already led to: a repetition takes nothing away again. The person is suspended and their API access closed; after the grace period they are removed, and the proof is read from Vultr. An open onboarding is interrupted and hands over what it did. A person whom this service does not know ends as `left`, with the evidence that no user was found, or needs a confirmation.',
        headers: idempotencyHeaders,
        body: offboardingRequest,
        response: {
          200: json('The existing offboarding of this order.', offboardingView),
          202: json('The offboarding has started; the header Location is its path.', offboardingView),
          ...v1Problems(
            ...bodyProblems,
            'open_offboarding_conflict',
            'order_repeated',
            'idempotency_key_reused',
            'command_not_possible',
            'worker_unavailable',
            'unreadable',
          ),
        },
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key'];
      const { outcome, offboarding } = await offboardings.order(request.body, {
        name: request.caller,
        ...defined({ idempotencyKey }),
      });
      if (outcome === 'started') reply.code(202).header('Location', `/v1/offboardings/${offboarding.id}`);
      return offboarding;
    },
  );

  app.get(
    '/offboardings',
    {
      schema: {
        ...common,
        operationId: 'listOffboardings',
        summary: 'List offboardings',
        description:
          'Returns a page with the offboarding of each person to whom nothing has happened since, and a cursor to the next page.',
        querystring: offboardingsQuery,
        response: { 200: json('A page of offboardings.', offboardingPage), ...v1Problems('invalid_cursor') },
      },
    },
    ({ query: { limit, ...filter } }) => offboardings.list({ limit, ...defined(filter) }),
  );

  app.get(
    '/offboardings/:id',
    {
      schema: {
        ...common,
        operationId: 'getOffboarding',
        summary: 'Get an offboarding',
        description:
          'Returns what the offboarding last published, with the evidence. It can be read while no worker runs, and stays readable with the last ten flows of the person.',
        params: offboardingParams,
        response: {
          200: json('The offboarding.', offboardingView),
          ...v1Problems('not_found', 'unreadable'),
        },
      },
    },
    ({ params }) => offboardings.get(offboardingIdOf(params)),
  );

  app.get(
    '/offboardings/:id/explain',
    {
      schema: {
        ...common,
        operationId: 'explainOffboarding',
        summary: 'Explain an offboarding in plain words',
        description: 'Says why the offboarding waits, what happens next and when, and what you can do.',
        params: offboardingParams,
        response: {
          200: json('The explanation.', offboardingExplanation),
          ...v1Problems('not_found', 'unreadable'),
        },
      },
    },
    async ({ params }) => {
      const offboarding = await offboardings.get(offboardingIdOf(params));
      return {
        ...explainOffboarding(offboarding, Date.now()),
        ...defined({ temporalUiUrl: uiUrlFor?.(parseFlowId(offboarding.id).personId) }),
      };
    },
  );

  for (const command of offboardingCommandNames) {
    const { summary, description } = offboardingCommandDescriptions[command];
    app.post(
      `/offboardings/:id/${command}`,
      {
        config: { scope: 'operate' },
        schema: {
          ...common,
          summary,
          description,
          operationId: `${inCamelCase(command)}Offboarding`,
          params: offboardingParams,
          headers: idempotencyHeaders,
          body: offboardingCommandRequests[command],
          response: {
            200: json('The offboarding after the command.', offboardingView),
            ...v1Problems(...commandProblems),
          },
        },
      },
      ({ params, headers, body, caller }) =>
        offboardings.command(offboardingIdOf(params), command, body, {
          name: caller,
          requestId: headers['idempotency-key'] ?? randomUUID(),
        }),
    );
  }
};
