import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { onboardingRequest } from '../../contract/api/onboarding-request.ts';
import { onboardingPage, onboardingView } from '../../contract/api/onboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders, listQuery, onboardingIdOf, onboardingParams } from '../parameters.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

type Options = { readonly onboardings: Onboardings };

export const onboardingRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings }) => {
  const common = { tags: [tags.onboardings], security: apiKeySecurity };

  app.post(
    '/onboardings',
    {
      schema: {
        ...common,
        operationId: 'startOnboarding',
        summary: 'Onboard a person',
        description:
          'Starts an onboarding, or returns the one that this request already has: for the same content while an onboarding is open or after it completed, or for the same Idempotency-Key. Other content for a person whose onboarding is open is a conflict.',
        headers: idempotencyHeaders,
        body: onboardingRequest,
        response: {
          200: json('The existing onboarding of this request.', onboardingView),
          202: json('The onboarding has started; the header Location is its path.', onboardingView),
          ...v1Problems(
            ...bodyProblems,
            'open_onboarding_conflict',
            'idempotency_key_reused',
            'worker_unavailable',
            'unreadable',
          ),
        },
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key'];
      const { outcome, onboarding } = await onboardings.start(request.body, {
        name: request.caller,
        ...defined({ idempotencyKey }),
      });
      if (outcome === 'started') reply.code(202).header('Location', `/v1/onboardings/${onboarding.id}`);
      return onboarding;
    },
  );

  app.get(
    '/onboardings',
    {
      schema: {
        ...common,
        operationId: 'listOnboardings',
        summary: 'List onboardings',
        description: 'Returns a page of onboardings, open ones first, and a cursor to the next page.',
        querystring: listQuery,
        response: {
          200: json('A page of onboardings.', onboardingPage),
          ...v1Problems('invalid_cursor'),
        },
      },
    },
    ({ query: { state, limit, cursor } }) => onboardings.list({ limit, ...defined({ state, cursor }) }),
  );

  app.get(
    '/onboardings/:id',
    {
      schema: {
        ...common,
        operationId: 'getOnboarding',
        summary: 'Get an onboarding',
        description:
          'Returns what the onboarding last published. It can be read while no worker runs, and for the retention of the namespace after the onboarding has ended.',
        params: onboardingParams,
        response: { 200: json('The onboarding.', onboardingView), ...v1Problems('not_found', 'unreadable') },
      },
    },
    ({ params }) => onboardings.get(onboardingIdOf(params)),
  );
};
