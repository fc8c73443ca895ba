import { onboardingRequest } from '../../contract/api/onboarding-request.ts';
import { onboardingPage, onboardingView } from '../../contract/api/onboarding-view.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Server } from '../types.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders, listQuery, onboardingIdOf, onboardingParams } from '../parameters.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

export function onboardingRoutes(app: Server, runs: Onboardings): void {
  const common = { tags: [tags.onboardings], security: apiKeyNeeded };

  app.post(
    '/onboardings',
    {
      schema: {
        ...common,
        operationId: 'startOnboarding',
        summary: 'Onboard a person',
        description:
          'Starts a run, or answers the one that this request has already: the same content while a run is open or after it completed, or the same Idempotency-Key. Other content for a person whose run is open is a conflict.',
        headers: idempotencyHeaders,
        body: onboardingRequest,
        response: {
          200: json('The run that exists already for this request.', onboardingView),
          202: json('A run has begun; the header Location says where to follow it.', onboardingView),
          ...v1Problems(...bodyProblems, 'open_onboarding_conflict', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key'];
      const { outcome, run } = await runs.start(request.body, {
        name: request.caller,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      if (outcome === 'started') reply.code(202).header('Location', `/v1/onboardings/${run.id}`);
      return run;
    },
  );

  app.get(
    '/onboardings',
    {
      schema: {
        ...common,
        operationId: 'listOnboardings',
        summary: 'List runs',
        description: 'A page of runs, with a cursor to the next one.',
        querystring: listQuery,
        response: {
          200: json('A page of runs.', onboardingPage),
          ...v1Problems('invalid_request', 'invalid_cursor'),
        },
      },
    },
    ({ query: { state, limit, cursor } }) =>
      runs.list({
        limit,
        ...(state === undefined ? {} : { state }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
  );

  app.get(
    '/onboardings/:id',
    {
      schema: {
        ...common,
        operationId: 'getOnboarding',
        summary: 'See where a run stands',
        description:
          'What the run last published. It is readable while no worker runs, and for 30 days after its end.',
        params: onboardingParams,
        response: { 200: json('The run.', onboardingView), ...v1Problems('not_found') },
      },
    },
    ({ params }) => runs.get(onboardingIdOf(params)),
  );
}
