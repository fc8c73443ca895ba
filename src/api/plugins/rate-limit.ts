import { fastifyRateLimit } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../../contract/api/problems.ts';
import { plural } from '../../contract/lib/plural.ts';

/**
 * Limits each caller separately, so that one that misbehaves does not take capacity from the others. Requests are
 * counted in this process only, and after authentication: a rejected request costs no caller anything.
 */
export async function limitRate(app: FastifyInstance, requestsPerSecond: number): Promise<void> {
  await app.register(fastifyRateLimit, {
    max: requestsPerSecond,
    timeWindow: 1_000,
    hook: 'preParsing',
    keyGenerator: (request) => request.callerLabel,
    errorResponseBuilder: () =>
      new ProblemError(
        'too_many_requests',
        `A caller may send ${plural(requestsPerSecond, 'request')} per second. Retry in a second.`,
        { retryAfterSeconds: 1 },
      ),
  });
}
