import {
  type Client,
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { ProblemError } from '../contract/api/problems.ts';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import { withTimeout } from '../contract/lib/with-timeout.ts';

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
    return await withDeadline(client, deadlineMs, call);
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

class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/**
 * The client's deadline ends a call, and its retries can sleep past it. So the caller is answered at the deadline,
 * whatever the client still does.
 */
export async function withDeadline<T>(
  client: Client,
  deadlineMs: number,
  call: () => Promise<T>,
): Promise<T> {
  const answer = client.connection.withDeadline(Date.now() + deadlineMs, call);
  return withTimeout(deadlineMs, answer, () => new DeadlinePassed(`no answer within ${deadlineMs} ms`));
}

const { cancelled, deadlineExceeded, resourceExhausted, unavailable } = grpcStatus;
const awayCodes: ReadonlySet<number> = new Set([cancelled, deadlineExceeded, resourceExhausted, unavailable]);

export function isTemporalAway(error: unknown): boolean {
  if (error instanceof DeadlinePassed || isGrpcDeadlineError(error)) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && awayCodes.has(cause.code);
}
