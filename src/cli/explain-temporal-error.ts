import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import { StartError } from '../contract/lib/start-error.ts';

const unreachable: ReadonlySet<number> = new Set([grpcStatus.unavailable, grpcStatus.deadlineExceeded]);

/** Turns an error of a call to Temporal into a `StartError` that says what to do. Returns any other error unchanged. */
export function explainTemporalError(error: unknown, address = 'localhost:7233'): unknown {
  const cause = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(cause)) return error;
  const message = unreachable.has(cause.code)
    ? `Temporal does not respond at ${address}: ${cause.details}. Start it, or set TEMPORAL_ADDRESS (and TEMPORAL_API_KEY or TEMPORAL_TLS_* if it requires them).`
    : `Temporal rejected the request: ${cause.details}.`;
  return new StartError(message, { cause: error });
}
