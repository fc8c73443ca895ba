import { fastifyRateLimit } from '@fastify/rate-limit';
import { ProblemError } from '../../contract/api/problems.ts';
import type { Server } from '../types.ts';

/**
 * Limits each caller for itself, so that one that runs wild leaves the others what they need. Counted by this process
 * only, after the caller is known: who is refused costs a caller nothing.
 */
export async function rateLimit(app: Server, requestsPerSecond: number): Promise<void> {
  await app.register(fastifyRateLimit, {
    max: requestsPerSecond,
    timeWindow: 1_000,
    hook: 'preParsing',
    keyGenerator: (request) => request.callerLabel,
    errorResponseBuilder: () =>
      new ProblemError(
        'too_many_requests',
        `A caller may send ${requestsPerSecond} requests a second. Try again in a second.`,
        { retryAfterSeconds: 1 },
      ),
  });
}
