import type { VultrError } from './errors.ts';
import type { VultrRequest } from './request.ts';

/** The operations that the key may not use: Vultr responded to their last request with 403. */
export type ForbiddenOperations = {
  /** What Vultr responded, if the request must not be sent. From time to time one request is let through as a trial. */
  readonly refusal: (request: VultrRequest) => VultrError | undefined;
  readonly close: (request: VultrRequest, error: VultrError) => void;
  readonly open: (request: VultrRequest) => void;
};

export type ForbiddenOptions = {
  /** Called with all of them, as `DELETE /v2/organizations/{id}/user/{id}`, after each change. */
  readonly onForbidden?: (operations: readonly string[]) => void;
  readonly firstTrialMs?: number;
  /** An operator who has given the key a permission sees its effect within this time. */
  readonly maxTrialMs?: number;
};

type ForbiddenOperation = {
  readonly error: VultrError;
  readonly intervalMs: number;
  trialAtMs: number;
  /** Whether a trial was let through and has not been refused yet. */
  onTrial: boolean;
};

/**
 * Remembers forbidden operations, so that a thousand steps that need one do not send a thousand requests in vain. Each
 * is tried again at intervals that double, by the next request that needs it.
 */
export function createForbiddenOperations(options: ForbiddenOptions): ForbiddenOperations {
  const { onForbidden, firstTrialMs = 5_000, maxTrialMs = 30_000 } = options;
  const forbidden = new Map<string, ForbiddenOperation>();
  const report = () => onForbidden?.([...forbidden.keys()]);
  return {
    refusal(request) {
      const operation = forbidden.get(operationOf(request));
      const nowMs = performance.now();
      if (operation === undefined) return undefined;
      if (nowMs < operation.trialAtMs) return operation.error;
      // Until its response arrives, or if none arrives, the others are refused.
      operation.trialAtMs = nowMs + operation.intervalMs;
      operation.onTrial = true;
      return undefined;
    },
    close(request, error) {
      const name = operationOf(request);
      const before = forbidden.get(name);
      // Requests that were already on their way say nothing new.
      if (before?.onTrial === false) return;
      const intervalMs = before === undefined ? firstTrialMs : Math.min(before.intervalMs * 2, maxTrialMs);
      forbidden.set(name, {
        error,
        intervalMs,
        trialAtMs: performance.now() + intervalMs,
        onTrial: false,
      });
      if (before === undefined) report();
    },
    open(request) {
      if (forbidden.delete(operationOf(request))) report();
    },
  };
}

function operationOf({ method, template }: VultrRequest): string {
  return `${method} ${template}`;
}
