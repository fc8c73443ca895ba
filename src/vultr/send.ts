import { inClientSpan } from '../telemetry/client-span.ts';
import { type Logger, silentLogger } from '../telemetry/logger.ts';
import { normalizeBaseUrl } from './base-url.ts';
import { UnreadableError } from './decode.ts';
import { classifyStatus, errorText, retryAfterMs } from './error-response.ts';
import { createVultrError, VultrError, type VultrErrorKind } from './errors.ts';
import { fetchOnce, type VultrResponse } from './fetch.ts';
import { currentPriority, type Priority } from './priority.ts';
import type { RateBudget } from './rate-budget.ts';
import type { VultrRequest } from './request.ts';

export type VultrClientOptions = {
  /** With or without `/v2`. https, or plain http to this machine or within a private network. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** For one request, including reading the response; not for the wait for the budget. */
  readonly timeoutMs: number;
  /** Awaited before each request. */
  readonly budget?: RateBudget;
  readonly logger?: Logger;
  /** Called after each request, for metrics. Must not throw. */
  readonly onRequest?: (report: RequestReport) => void;
  /** Called with each response as it arrived, before it is decoded. Must not throw. */
  readonly onResponse?: (response: VultrResponse, request: VultrRequest) => void;
  readonly fetch?: typeof globalThis.fetch;
};

export type RequestReport = {
  readonly method: string;
  /** The path with `{id}` in place of its ids: few distinct values, and no personal data. */
  readonly path: string;
  readonly outcome: 'ok' | 'aborted' | VultrErrorKind;
  /** Absent if no response arrived. */
  readonly status: number | undefined;
  readonly durationMs: number;
};

/** The pause after a 429 without a readable `Retry-After`. Vultr counts by the second. */
const defaultPauseMs = 1_000;

/**
 * Sends one request and returns what `decode` makes of the JSON in the response (`undefined` for an empty body). Throws
 * `VultrError`, or the reason of the caller's signal. Never retries.
 */
export type Send = <T>(request: VultrRequest, decode: (body: unknown) => T) => Promise<T>;

export function createSend(options: VultrClientOptions): Send {
  const { apiKey, timeoutMs, budget, logger = silentLogger, onRequest, onResponse } = options;
  const { fetch = globalThis.fetch } = options;
  const baseUrl = normalizeBaseUrl(options.baseUrl);
  // Anything else is not a bearer token (RFC 6750 §2.1), and `fetch` would quote it in the error about the header.
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new TypeError("Vultr's API key must consist of visible ASCII characters without spaces");

  return traced(async (request, decode) => {
    await budget?.acquire(request.signal);
    const startedAt = performance.now();
    const report = (outcome: RequestReport['outcome'], status?: number) => {
      const durationMs = Math.round(performance.now() - startedAt);
      const fields = { method: request.method, path: request.template, outcome, status, durationMs };
      logger.debug(fields, 'Vultr request');
      onRequest?.(fields);
    };
    try {
      const response = await fetchOnce(request, { baseUrl, apiKey, timeoutMs, fetch });
      onResponse?.(response, request);
      const value = decodeResponse(response, request, apiKey, decode);
      report('ok', response.status);
      return value;
    } catch (error) {
      if (error instanceof VultrError) report(error.kind, error.status);
      else report('aborted');
      if (error instanceof VultrError && error.kind === 'rate_limited')
        budget?.pause(error.retryAfterMs ?? defaultPauseMs);
      throw error;
    }
  });
}

/** The priorities of sweeps: their requests serve many traces and belong to none. */
const untraced: ReadonlySet<Priority> = new Set(['background', 'high']);

/** Traces each request, including the wait for the budget. */
function traced(send: Send): Send {
  return (request, decode) =>
    untraced.has(currentPriority())
      ? send(request, decode)
      : inClientSpan(`${request.method} ${request.template}`, () => send(request, decode));
}

function decodeResponse<T>(
  response: VultrResponse,
  request: VultrRequest,
  apiKey: string,
  decode: (body: unknown) => T,
): T {
  const { status, headers, body } = response;
  if (status < 200 || status > 299) {
    const responseText = errorText(body, apiKey);
    const isLookup = request.method === 'GET' && request.template.endsWith('}');
    const kind = classifyStatus(status, responseText, isLookup);
    const details = { status, responseText, retryAfterMs: retryAfterMs(headers) };
    throw createVultrError(request, kind, `${status} ${responseText}`.trim(), details);
  }
  try {
    return decode(parseJson(response));
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const responseText = errorText(body, apiKey);
    throw createVultrError(request, 'unreadable', error.message, { status, responseText });
  }
}

function parseJson({ body, complete }: VultrResponse): unknown {
  if (!complete) throw new UnreadableError('the response is too long');
  if (body.trim() === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new UnreadableError('the body is not JSON');
  }
}
