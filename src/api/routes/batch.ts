import {
  batchResponse,
  batchRequest,
  type PlanItem,
  planResponse,
  type StartedItem,
} from '../../contract/api/batch.ts';
import { type OnboardingRequest, onboardingRequest } from '../../contract/api/onboarding-request.ts';
import { type ProblemError, problems } from '../../contract/api/problems.ts';
import { mapPerPerson } from '../../onboardings/for-each-person.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Server } from '../types.ts';
import { batchLimitBytes } from '../limits.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders } from '../parameters.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';
import { problemBody, problemOf } from '../plugins/error-handler.ts';
import { validate } from '../plugins/validation.ts';

type Dependencies = { readonly onboardings: Onboardings; readonly logger: Logger };

/** What an item is: a request, or what is wrong with it. */
type Item = { readonly request: OnboardingRequest } | { readonly problem: ProblemError };

export function batchRoutes(app: Server, { onboardings, logger }: Dependencies): void {
  const common = { tags: [tags.onboardings], security: apiKeyNeeded, body: batchRequest };

  app.post(
    '/onboardings::batch',
    {
      bodyLimit: batchLimitBytes,
      schema: {
        ...common,
        operationId: 'startOnboardings',
        summary: 'Onboard up to 1,000 people',
        description:
          'Each item is a body of `POST /v1/onboardings` and answers for itself, in the order sent, as a single POST would. An Idempotency-Key holds for each item together with its person.',
        headers: idempotencyHeaders,
        response: { 207: json('An answer for each item.', batchResponse), ...v1Problems(...bodyProblems) },
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key'];
      const caller = { name: request.caller, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
      const start = async (wanted: OnboardingRequest): Promise<StartedItem> => {
        try {
          const { outcome, run } = await onboardings.start(wanted, caller);
          return { status: outcome === 'started' ? 202 : 200, id: run.id };
        } catch (error) {
          return refused(toldAs(error, request.id), request.id);
        }
      };
      const items = request.body.items.map(itemOf);
      const started = await mapPerPerson(requestsOf(items), start);
      reply.code(207);
      return { items: merged(items, started, (problem) => refused(problem, request.id)) };
    },
  );

  app.post(
    '/onboardings::plan',
    {
      bodyLimit: batchLimitBytes,
      schema: {
        ...common,
        operationId: 'planOnboardings',
        summary: 'Say what would become of up to 1,000 people',
        description:
          'Starts and changes nothing. Says for each item whether a mail would go out, what would be adopted, which run answers it already, and what would be refused.',
        response: {
          200: json('A plan for each item.', planResponse),
          ...v1Problems(...bodyProblems, 'vultr_unavailable', 'worker_unavailable'),
        },
      },
    },
    ({ body, id }) => plan(body.items.map(itemOf), id),
  );

  async function plan(items: readonly Item[], requestId: string): Promise<{ items: PlanItem[] }> {
    const requests = requestsOf(items);
    const planned = requests.length === 0 ? [] : await onboardings.plan(requests);
    const notValid = (problem: ProblemError): PlanItem => ({
      plan: 'refuse',
      problem: problemBody(problem, requestId),
    });
    return { items: merged<PlanItem>(items, planned, notValid) };
  }

  /** Temporal may go away in the middle: then the items that are left say so, each for itself. */
  function toldAs(error: unknown, requestId: string): ProblemError {
    const problem = problemOf(error instanceof Error ? error : new Error(String(error)));
    if (problem.code === 'internal_error')
      logger.error({ requestId, err: error }, 'an item of a batch failed');
    return problem;
  }
}

function itemOf(item: unknown): Item {
  const result = validate(onboardingRequest, item, 'body');
  return 'error' in result ? { problem: result.error } : { request: result.value };
}

function requestsOf(items: readonly Item[]): OnboardingRequest[] {
  return items.flatMap((item) => ('request' in item ? [item.request] : []));
}

/** The answers to the items that are requests, and what the others come to, in the order of the items. */
function merged<Answer>(
  items: readonly Item[],
  answers: readonly Answer[],
  otherwise: (problem: ProblemError) => Answer,
): Answer[] {
  let next = 0;
  return items.map((item) => ('problem' in item ? otherwise(item.problem) : (answers[next++] as Answer)));
}

function refused(problem: ProblemError, requestId: string): StartedItem {
  return { status: problems[problem.code].status, problem: problemBody(problem, requestId) };
}
