import type { Fault } from './faults.ts';
import type { ApiResponse } from './vultr/response.ts';

/** What a fault does to one request, in this order: delay, execute, delay, then drop the connection or respond. */
export type FaultEffect = {
  /** Whether the request is carried out. */
  readonly executes: boolean;
  readonly delayBeforeMs?: number;
  readonly delayAfterMs?: number;
  readonly dropsConnection?: boolean;
  /** Sent instead of the real response. */
  readonly response?: ApiResponse;
};

export function effectOf(fault: Fault): FaultEffect {
  switch (fault.kind) {
    case 'error-before':
      return { executes: false, response: serverError };
    case 'error-after':
      return { executes: true, response: serverError };
    case 'drop-before':
      return { executes: false, dropsConnection: true };
    case 'drop-after':
      return { executes: true, dropsConnection: true };
    case 'html-504':
      return { executes: fault.when === 'after', response: gatewayTimeout };
    case 'slow':
      return fault.when === 'after'
        ? { executes: true, delayAfterMs: fault.delayMs }
        : { executes: true, delayBeforeMs: fault.delayMs };
    case 'rate-limited':
      return { executes: false, response: tooManyRequests(fault.retryAfter) };
    case 'garbage':
      return { executes: fault.when === 'after', response: garbage };
    case 'status':
      return { executes: fault.when === 'after', response: { status: fault.status, body: fault.body } };
  }
}

const serverError: ApiResponse = { status: 500, body: { error: 'Internal server error.', status: 500 } };

/** A gateway in front of the API responds in HTML, as in pull request 104 of ansible-collection-vultr. */
const gatewayTimeout: ApiResponse = {
  status: 504,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>504 Gateway Time-out</title></head><body><h1>504 Gateway Time-out</h1>The service is under maintenance.</body></html>',
};

const garbage: ApiResponse = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"meta":{"total":1,"li',
};

export function tooManyRequests(retryAfter: string | undefined): ApiResponse {
  return {
    status: 429,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    body: { error: 'Rate limit exceeded.', status: 429 },
  };
}
