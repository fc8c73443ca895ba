import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  batchResponse,
  batchRequest,
  type PlanItem,
  planResponse,
  type StartedItem,
} from '../../contract/api/batch.ts';
import { onboardingRequest } from '../../contract/api/onboarding-request.ts';
import type { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { itemProblem, mergeResults, parseItems, rejectedItem, requestsIn } from '../batch-items.ts';
import { batchLimitBytes } from '../limits.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders } from '../parameters.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';
import { problemBody } from '../plugins/error-handler.ts';

type Options = { readonly onboardings: Onboardings; readonly logger: Logger };

export const batchRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings, logger }) => {
  const common = { tags: [tags.onboardings], security: apiKeySecurity, body: batchRequest };

  app.post(
    '/onboardings::batch',
    {
      bodyLimit: batchLimitBytes,
      schema: {
        ...common,
        operationId: 'startOnboardings',
        summary: 'Onboard up to 1,000 people',
        description:
          'Each item is a body of `POST /v1/onboardings` and gets its own result, as from a single POST, in the order sent. An item with the externalId of an earlier one and another email is refused. An Idempotency-Key applies to each item together with its person.',
        headers: idempotencyHeaders,
        response: { 207: json('A result for each item.', batchResponse), ...v1Problems(...bodyProblems) },
      },
    },
    async (request, reply) => {
      const { id: requestId } = request;
      const idempotencyKey = request.headers['idempotency-key'];
      const caller = { name: request.caller, ...defined({ idempotencyKey }) };
      const items = parseItems(onboardingRequest, request.body.items);
      const results = await onboardings.startAll(requestsIn(items), caller);
      const started = results.map((result): StartedItem => {
        if ('error' in result) return rejectedItem(itemProblem(result.error, requestId, logger), requestId);
        return { status: result.outcome === 'started' ? 202 : 200, id: result.onboarding.id };
      });
      reply.code(207);
      return { items: mergeResults(items, started, (problem) => rejectedItem(problem, requestId)) };
    },
  );

  app.post(
    '/onboardings::plan',
    {
      bodyLimit: batchLimitBytes,
      schema: {
        ...common,
        operationId: 'planOnboardings',
        summary: 'Plan the onboarding of up to 1,000 people',
        description:
          'Starts and changes nothing. Shows for each item whether an email would be sent, what would be adopted, which onboarding the item already has, and what would be refused.',
        response: {
          200: json('A plan for each item.', planResponse),
          ...v1Problems(...bodyProblems, 'vultr_unavailable', 'worker_unavailable'),
        },
      },
    },
    async ({ body, id: requestId }): Promise<{ items: PlanItem[] }> => {
      const items = parseItems(onboardingRequest, body.items);
      const requests = requestsIn(items);
      const planned = requests.length === 0 ? [] : await onboardings.plan(requests);
      const refused = (problem: ProblemError): PlanItem => ({
        plan: 'refuse',
        problem: problemBody(problem, requestId),
      });
      return { items: mergeResults<PlanItem>(items, planned, refused) };
    },
  );
};
