import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { batchResponse, type StartedItem } from '../../contract/api/batch.ts';
import {
  type DeparturePlanItem,
  offboardingBatchRequest,
  type OffboardingPlanResponse,
  offboardingPlanResponse,
} from '../../contract/api/offboarding-batch.ts';
import { offboardingRequest } from '../../contract/api/offboarding-request.ts';
import type { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Offboardings } from '../../offboardings/offboardings.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { itemProblem, mergeResults, parseItems, rejectedItem, requestsIn } from '../batch-items.ts';
import { batchLimitBytes } from '../limits.ts';
import { idempotencyHeaders } from '../parameters.ts';
import { problemBody } from '../plugins/error-handler.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

type Options = { readonly offboardings: Offboardings; readonly logger: Logger };

export const offboardingBatchRoutes: FastifyPluginAsyncZod<Options> = async (
  app,
  { offboardings, logger },
) => {
  const common = { tags: [tags.offboardings], security: apiKeySecurity, body: offboardingBatchRequest };

  app.post(
    '/offboardings::batch',
    {
      bodyLimit: batchLimitBytes,
      config: { scope: 'offboard' },
      schema: {
        ...common,
        operationId: 'orderOffboardings',
        summary: 'Offboard up to 1,000 people',
        description:
          'Each item is a body of `POST /v1/offboardings` and gets its own result, as from a single POST, in the order sent. An item with the externalId of an earlier one and another email is refused. The brake learns how many people leave before the first of them asks it: a batch over its limit is held as a whole.',
        headers: idempotencyHeaders,
        response: { 207: json('A result for each item.', batchResponse), ...v1Problems(...bodyProblems) },
      },
    },
    async ({ body, headers, caller, id: requestId }, reply) => {
      const items = parseItems(offboardingRequest, body.items);
      const by = { name: caller, ...defined({ idempotencyKey: headers['idempotency-key'] }) };
      const results = await offboardings.orderAll(requestsIn(items), by, body.batchSize);
      const ordered = results.map((result): StartedItem => {
        if ('error' in result) return rejectedItem(itemProblem(result.error, requestId, logger), requestId);
        return { status: result.outcome === 'started' ? 202 : 200, id: result.offboarding.id };
      });
      reply.code(207);
      return { items: mergeResults(items, ordered, (problem) => rejectedItem(problem, requestId)) };
    },
  );

  app.post(
    '/offboardings::plan',
    {
      bodyLimit: batchLimitBytes,
      config: { scope: 'offboard' },
      schema: {
        ...common,
        operationId: 'planOffboardings',
        summary: 'Plan the offboarding of up to 1,000 people',
        description:
          'Orders and changes nothing. Shows for each item what would be taken from the person, which offboarding the item already has, and what would be refused and why; and whether the brake would hold the batch.',
        response: {
          200: json('A plan for each item, and what the brake would do.', offboardingPlanResponse),
          ...v1Problems(...bodyProblems, 'unreadable', 'vultr_unavailable', 'worker_unavailable'),
        },
      },
    },
    async ({ body, id: requestId }): Promise<OffboardingPlanResponse> => {
      const items = parseItems(offboardingRequest, body.items);
      const planned = await offboardings.plan(requestsIn(items), body.batchSize);
      const refused = (problem: ProblemError): DeparturePlanItem => ({
        plan: 'refuse',
        problem: problemBody(problem, requestId),
      });
      return {
        items: mergeResults<DeparturePlanItem>(items, planned.items, refused),
        brake: planned.brake,
      };
    },
  );
};
