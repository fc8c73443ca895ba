import {
  type Client,
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { ProblemError } from '../contract/problems.ts';

/** An API caller hears within five seconds that Temporal is away, the answer's own way included. */
const temporalDeadlineMs = 4_000;

/**
 * Calls Temporal with a deadline: its client has none of its own and would go on trying for longer than anybody waits.
 * Throws `temporal_unavailable` and `not_found`.
 */
export async function callTemporal<T>(
  client: Client,
  call: () => Promise<T>,
  deadlineMs = temporalDeadlineMs,
): Promise<T> {
  try {
    return await client.connection.withDeadline(Date.now() + deadlineMs, call);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      throw new ProblemError(
        'not_found',
        'No run has this id, or it ended longer ago than Temporal keeps it.',
        {
          cause: error,
        },
      );
    }
    if (isTemporalAway(error)) {
      throw new ProblemError('temporal_unavailable', 'Temporal did not answer. Nothing is lost: try again.', {
        retryAfterSeconds: 5,
        cause: error,
      });
    }
    throw error;
  }
}

// gRPC status codes: https://grpc.io/docs/guides/status-codes/
const awayCodes = new Set([
  1 /* CANCELLED */, 4 /* DEADLINE_EXCEEDED */, 8 /* RESOURCE_EXHAUSTED */, 14 /* UNAVAILABLE */,
]);

export function isTemporalAway(error: unknown): boolean {
  if (isGrpcDeadlineError(error)) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && awayCodes.has(cause.code);
}
