import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { ProblemError } from '../contract/api/problems.ts';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { withTimeout } from '../contract/lib/with-timeout.ts';

/** A caller of the API learns within five seconds that Temporal cannot be reached, network time included. */
const temporalDeadlineMs = 4_000;

/**
 * Calls Temporal with a deadline: its client has none of its own and would retry for longer than any caller waits.
 * Throws `temporal_unavailable` and `not_found`.
 */
export async function callTemporal<T>(
  client: OrganizationClient,
  call: () => Promise<T>,
  deadlineMs = temporalDeadlineMs,
): Promise<T> {
  try {
    return await withDeadline(client, deadlineMs, call);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      const detail = 'No onboarding has this ID, or Temporal no longer keeps it.';
      throw new ProblemError('not_found', detail, { cause: error });
    }
    if (isTemporalAway(error)) {
      const detail = 'Temporal did not respond. Nothing is lost; retry in a few seconds.';
      throw new ProblemError('temporal_unavailable', detail, { retryAfterSeconds: 5, cause: error });
    }
    throw error;
  }
}

class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/**
 * Rejects at the deadline, whatever the client still does: its own deadline ends a call, but its retries can sleep past
 * it.
 */
export async function withDeadline<T>(
  client: OrganizationClient,
  deadlineMs: number,
  call: () => Promise<T>,
): Promise<T> {
  const response = client.withDeadline(deadlineMs, call);
  return withTimeout(deadlineMs, response, () => new DeadlinePassed(`no response within ${deadlineMs} ms`));
}

const { cancelled, deadlineExceeded, resourceExhausted, unavailable } = grpcStatus;
const awayCodes: ReadonlySet<number> = new Set([cancelled, deadlineExceeded, resourceExhausted, unavailable]);

export function isTemporalAway(error: unknown): boolean {
  if (error instanceof DeadlinePassed || isGrpcDeadlineError(error)) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && awayCodes.has(cause.code);
}
