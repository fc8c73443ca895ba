import type { Meter } from '../contract/metrics/meter.ts';

/** A finished request to Vultr. */
type FinishedRequest = {
  readonly method: string;
  /** With `{id}` in place of IDs. */
  readonly path: string;
  readonly outcome: string;
  readonly status: number | undefined;
  readonly durationMs: number;
};

/** Counts and times each request by its operation, such as `GET /v2/groups/{id}`. */
export function countVultrRequests(meter: Meter): (request: FinishedRequest) => void {
  return (request) => {
    const operation = `${request.method} ${request.path}`;
    meter.count('onboarding_vultr_requests', { operation, outcome: outcomeOf(request) });
    // A request that was aborted here says nothing about Vultr.
    if (request.outcome === 'aborted') return;
    meter.observe('onboarding_vultr_request_duration', request.durationMs / 1_000, { operation });
  };
}

/** Returns `2xx`, the status of a 4xx, `5xx`, `unreadable` (a response that cannot be parsed), `network` (no response) or `aborted`. */
export function outcomeOf({ outcome, status }: Pick<FinishedRequest, 'outcome' | 'status'>): string {
  if (outcome === 'aborted') return 'aborted';
  if (status === undefined) return 'network';
  if (outcome === 'unreadable') return 'unreadable';
  if (status >= 400 && status <= 499) return String(status);
  return `${Math.floor(status / 100)}xx`;
}
