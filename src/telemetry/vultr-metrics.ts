import type { Meter } from '../contract/metrics/meter.ts';

/** Of a request to Vultr that is over. */
type RequestFacts = {
  readonly method: string;
  /** With its ids as `{id}`. */
  readonly path: string;
  readonly outcome: string;
  readonly status: number | undefined;
  readonly durationMs: number;
};

/** Counts and times each request by its operation, as `GET /v2/groups/{id}`. */
export function countVultrRequests(meter: Meter): (facts: RequestFacts) => void {
  return (facts) => {
    const operation = `${facts.method} ${facts.path}`;
    meter.count('onboarding_vultr_requests', { operation, outcome: outcomeOf(facts) });
    // One that the caller gave up says nothing about Vultr.
    if (facts.outcome === 'aborted') return;
    meter.observe('onboarding_vultr_request_duration', facts.durationMs / 1_000, { operation });
  };
}

/** `2xx`, the code of a 4xx, `5xx`; `unreadable` for an answer that means nothing, `network` for none. */
export function outcomeOf({ outcome, status }: Pick<RequestFacts, 'outcome' | 'status'>): string {
  if (outcome === 'aborted') return 'aborted';
  if (status === undefined) return 'network';
  if (outcome === 'unreadable') return 'unreadable';
  if (status >= 400 && status <= 499) return String(status);
  return `${Math.floor(status / 100)}xx`;
}
