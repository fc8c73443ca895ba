import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  batchResponse,
  batchRequest,
  type PlanItem,
  planResponse,
  type StartedItem,
} from '../../contract/api/batch.ts';
import { type OnboardingRequest, onboardingRequest } from '../../contract/api/onboarding-request.ts';
import { type ProblemError, problems } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { mapPerPerson } from '../../onboardings/for-each-person.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { batchLimitBytes } from '../limits.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders } from '../parameters.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';
import { problemBody, toProblem } from '../plugins/error-handler.ts';
import { validate } from '../plugins/validation.ts';

type Options = { readonly onboardings: Onboardings; readonly logger: Logger };

/** A valid item, or what is wrong with it. */
type Item = { readonly request: OnboardingRequest } | { readonly problem: ProblemError };

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
          'Each item is a body of `POST /v1/onboardings` and gets its own result, as from a single POST, in the order sent. An Idempotency-Key applies to each item together with its person.',
        headers: idempotencyHeaders,
        response: { 207: json('A result for each item.', batchResponse), ...v1Problems(...bodyProblems) },
      },
    },
    async (request, reply) => {
      const { id: requestId } = request;
      const idempotencyKey = request.headers['idempotency-key'];
      const caller = { name: request.caller, ...defined({ idempotencyKey }) };
      const start = async (item: OnboardingRequest): Promise<StartedItem> => {
        try {
          const { outcome, onboarding } = await onboardings.start(item, caller);
          return { status: outcome === 'started' ? 202 : 200, id: onboarding.id };
        } catch (error) {
          return rejectedItem(itemProblem(error, requestId), requestId);
        }
      };
      const items = request.body.items.map(parseItem);
      const started = await mapPerPerson(requestsIn(items), start);
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
      const items = body.items.map(parseItem);
      const requests = requestsIn(items);
      const planned = requests.length === 0 ? [] : await onboardings.plan(requests);
      const refused = (problem: ProblemError): PlanItem => ({
        plan: 'refuse',
        problem: problemBody(problem, requestId),
      });
      return { items: mergeResults<PlanItem>(items, planned, refused) };
    },
  );

  /** Temporal may become unavailable during a batch, so each remaining item gets a problem of its own. */
  function itemProblem(error: unknown, requestId: string): ProblemError {
    const problem = toProblem(error instanceof Error ? error : new Error(String(error)));
    if (problem.code === 'internal_error')
      logger.error({ requestId, err: error }, 'unexpected error in an item of a batch');
    return problem;
  }
};

function parseItem(item: unknown): Item {
  const result = validate(onboardingRequest, item, 'body');
  return 'error' in result ? { problem: result.error } : { request: result.value };
}

function requestsIn(items: readonly Item[]): OnboardingRequest[] {
  return items.flatMap((item) => ('request' in item ? [item.request] : []));
}

/** The results of the valid items, and those that `rejected` makes of the others, in the order of the items. */
function mergeResults<Result>(
  items: readonly Item[],
  results: readonly Result[],
  rejected: (problem: ProblemError) => Result,
): Result[] {
  let next = 0;
  return items.map((item) => ('problem' in item ? rejected(item.problem) : (results[next++] as Result)));
}

function rejectedItem(problem: ProblemError, requestId: string): StartedItem {
  return { status: problems[problem.code].status, problem: problemBody(problem, requestId) };
}
