import { inClientSpan } from '../telemetry/client-span.ts';
import { type Logger, silentLogger } from '../telemetry/logger.ts';
import { kindOf, retryAfterMs, wordsOf } from './response.ts';
import { checkedBaseUrl } from './base-url.ts';
import type { Budget } from './budget.ts';
import { Unreadable } from './decode.ts';
import { VultrError, type VultrErrorKind } from './errors.ts';
import { type VultrResponse, fetchOnce } from './fetch.ts';
import { currentPriority } from './priority.ts';
import { failed, type Request } from './request.ts';

export type VultrClientOptions = {
  /** With or without `/v2`. https, or plain http to this machine. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** For one request, the reading of its answer included; the wait for the budget is not. */
  readonly timeoutMs: number;
  /** Waited for before each request. */
  readonly budget?: Budget;
  readonly logger?: Logger;
  /** Told about each request when it is over, for metrics. Must not throw. */
  readonly onRequest?: (report: RequestReport) => void;
  readonly fetch?: typeof globalThis.fetch;
};

export type RequestReport = {
  readonly method: string;
  /** The path with its ids as `{id}`: few distinct values, and nobody's data. */
  readonly path: string;
  readonly outcome: 'ok' | 'aborted' | VultrErrorKind;
  /** Absent where no answer came. */
  readonly status: number | undefined;
  readonly durationMs: number;
};

/** After a 429 that does not say how long; Vultr counts by the second. */
const unsaidPauseMs = 1_000;

/**
 * Sends one request and answers what `decode` makes of its JSON (`undefined` for an empty body). Throws `VultrError`,
 * or the reason of the caller's signal. Never retries.
 */
export type Send = <T>(request: Request, decode: (body: unknown) => T) => Promise<T>;

export function createSend(options: VultrClientOptions): Send {
  const { apiKey, timeoutMs, budget, logger = silentLogger, onRequest, fetch = globalThis.fetch } = options;
  const baseUrl = checkedBaseUrl(options.baseUrl);
  // Anything else is no bearer token (RFC 6750 §2.1), and `fetch` would quote it whole when it refuses the header.
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new TypeError("Vultr's API key must be visible ASCII characters without spaces");

  return traced(async (request, decode) => {
    await budget?.acquire(request.signal);
    const startedAt = performance.now();
    const report = (outcome: RequestReport['outcome'], status?: number) => {
      const { method, template: path } = request;
      const facts = { method, path, outcome, status, durationMs: Math.round(performance.now() - startedAt) };
      logger.debug(facts, 'Vultr request');
      onRequest?.(facts);
    };
    try {
      const answer = await fetchOnce(request, { baseUrl, apiKey, timeoutMs, fetch });
      const value = read(answer, request, apiKey, decode);
      report('ok', answer.status);
      return value;
    } catch (error) {
      if (error instanceof VultrError) report(error.kind, error.status);
      else report('aborted');
      if (error instanceof VultrError && error.kind === 'rate_limited')
        budget?.pause(error.retryAfterMs ?? unsaidPauseMs);
      throw error;
    }
  });
}

/** A span for each request, the wait for the budget included; none for sweeps, which belong to nobody's trace. */
function traced(send: Send): Send {
  return (request, decode) =>
    currentPriority() === 'background'
      ? send(request, decode)
      : inClientSpan(`${request.method} ${request.template}`, () => send(request, decode));
}

function read<T>(answer: VultrResponse, request: Request, apiKey: string, decode: (body: unknown) => T): T {
  const { status, headers, body } = answer;
  if (status < 200 || status > 299) {
    const words = wordsOf(body, apiKey);
    const looksUp = request.method === 'GET' && request.template.endsWith('}');
    const facts = { status, answer: words, retryAfterMs: retryAfterMs(headers) };
    throw failed(request, kindOf(status, words, looksUp), `${status} ${words}`.trim(), facts);
  }
  try {
    return decode(jsonOf(answer));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw failed(request, 'unreadable', error.message, { status, answer: wordsOf(body, apiKey) });
  }
}

function jsonOf({ body, complete }: VultrResponse): unknown {
  if (!complete) throw new Unreadable('the answer is too long');
  if (body.trim() === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new Unreadable('the body is not JSON');
  }
}
