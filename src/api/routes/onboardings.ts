import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { onboardingRequest } from '../../contract/api/onboarding-request.ts';
import { onboardingPage, onboardingView } from '../../contract/api/onboarding-view.ts';
import type { ProblemCode } from '../../contract/api/problems.ts';
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
          'Starts an onboarding, or returns the one that this request has already led to: a repetition changes nothing, also after the onboarding has completed or was cancelled. Names, external ID, start date and description may change; the newest onboarding takes them over. Another group or other policies for a person with access start another onboarding, which adds them; while an onboarding is open they are a conflict.',
        headers: idempotencyHeaders,
        body: onboardingRequest,
        response: {
          200: json('The existing onboarding of this request.', onboardingView),
          202: json('The onboarding has started; the header Location is its path.', onboardingView),
          ...v1Problems(...bodyProblems, ...startProblems),
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
        description:
          'Returns a page with the newest onboarding of each person, and a cursor to the next page.',
        querystring: listQuery,
        response: {
          200: json('A page of onboardings.', onboardingPage),
          ...v1Problems('invalid_cursor'),
        },
      },
    },
    ({ query: { limit, ...filter } }) => onboardings.list({ limit, ...defined(filter) }),
  );

  app.get(
    '/onboardings/:id',
    {
      schema: {
        ...common,
        operationId: 'getOnboarding',
        summary: 'Get an onboarding',
        description:
          'Returns what the onboarding last published. It can be read while no worker runs. The last ten onboardings of a person stay readable.',
        params: onboardingParams,
        response: { 200: json('The onboarding.', onboardingView), ...v1Problems('not_found', 'unreadable') },
      },
    },
    ({ params }) => onboardings.get(onboardingIdOf(params)),
  );

  app.post(
    '/onboardings/:id/rehire',
    {
      schema: {
        ...common,
        operationId: 'rehireOnboarding',
        summary: 'Hire the person again',
        description:
          'Starts another onboarding with the content of this one: after a cancellation, or to give the access again after it was taken away at Vultr. A repeated call returns the onboarding that the first one has started.',
        params: onboardingParams,
        body: z.strictObject({}),
        response: {
          200: json('The onboarding that an earlier call has started.', onboardingView),
          202: json('The onboarding has started; the header Location is its path.', onboardingView),
          ...v1Problems(...bodyProblems, 'not_found', ...startProblems),
        },
      },
    },
    async ({ params, caller }, reply) => {
      const { outcome, onboarding } = await onboardings.rehire(onboardingIdOf(params), { name: caller });
      if (outcome === 'started') reply.code(202).header('Location', `/v1/onboardings/${onboarding.id}`);
      return onboarding;
    },
  );
};

const startProblems: readonly ProblemCode[] = [
  'open_onboarding_conflict',
  'open_offboarding_conflict',
  'rehire_required',
  'external_id_conflict',
  'replace_not_possible',
  'record_lost',
  'command_not_possible',
  'idempotency_key_reused',
  'worker_unavailable',
  'unreadable',
];
