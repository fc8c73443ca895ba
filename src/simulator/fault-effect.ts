import type { Fault } from './faults.ts';
import type { ApiResponse } from './vultr/call.ts';

/** What a fault does to one request, in this order: pause, carry out, pause, then cut the connection or answer. */
export type FaultEffect = {
  readonly carriesOut: boolean;
  readonly delayBeforeMs?: number;
  readonly delayAfterMs?: number;
  readonly cutsConnection?: boolean;
  /** Sent instead of the real answer. */
  readonly answer?: ApiResponse;
};

export function effectOf(fault: Fault): FaultEffect {
  switch (fault.kind) {
    case 'error-before':
      return { carriesOut: false, answer: serverError };
    case 'error-after':
      return { carriesOut: true, answer: serverError };
    case 'drop-before':
      return { carriesOut: false, cutsConnection: true };
    case 'drop-after':
      return { carriesOut: true, cutsConnection: true };
    case 'html-504':
      return { carriesOut: fault.when === 'after', answer: gatewayTimeout };
    case 'slow':
      return fault.when === 'after'
        ? { carriesOut: true, delayAfterMs: fault.delayMs }
        : { carriesOut: true, delayBeforeMs: fault.delayMs };
    case 'rate-limited':
      return { carriesOut: false, answer: tooManyRequests(fault.retryAfter) };
    case 'garbage':
      return { carriesOut: fault.when === 'after', answer: garbage };
    case 'status':
      return { carriesOut: fault.when === 'after', answer: { status: fault.status, body: fault.body } };
  }
}

const serverError: ApiResponse = { status: 500, body: { error: 'Internal server error.', status: 500 } };

/** A gateway in front of the API answers for it, in HTML: seen in ansible-collection-vultr, pull request 104. */
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
