import { inClientSpan } from '../telemetry/client-span.ts';
import { type Logger, silentLogger } from '../telemetry/logger.ts';
import { normalizeBaseUrl } from './base-url.ts';
import { UnreadableError } from './decode.ts';
import { classifyStatus, errorText, retryAfterMs } from './error-response.ts';
import { createVultrError, VultrError, type VultrErrorKind } from './errors.ts';
import { fetchOnce, type VultrResponse } from './fetch.ts';
import type { Gate } from './gate.ts';
import { currentPriority, type Priority } from './priority.ts';
import type { RateBudget } from './rate-budget.ts';
import type { VultrRequest } from './request.ts';

export type VultrClientOptions = {
  /** With or without `/v2`. https, or plain http to this machine or within a private network. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** For one request, including reading the response; not for the wait for the budget. */
  readonly timeoutMs: number;
  /** Whether a read that fails in a way that may pass is sent again: see `repeatReads`. */
  readonly repeatReads?: boolean;
  /** Awaited before each request. */
  readonly budget?: RateBudget;
  /** Decides whether requests are sent at all, and learns from what becomes of them. */
  readonly gate?: Gate;
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
  const { apiKey, timeoutMs, budget, gate, logger = silentLogger, onRequest, onResponse } = options;
  const { fetch = globalThis.fetch } = options;
  const baseUrl = normalizeBaseUrl(options.baseUrl);
  // Anything else is not a bearer token (RFC 6750 §2.1), and `fetch` would quote it in the error about the header.
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new TypeError("Vultr's API key must consist of visible ASCII characters without spaces");

  return traced(async (request, decode) => {
    await waitForTurn(request, options);
    if (request.method !== 'GET') assertTimeLeft(request, timeoutMs);
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
      gate?.observe(request);
      return value;
    } catch (error) {
      if (error instanceof VultrError) {
        report(error.kind, error.status);
        gate?.observe(request, error);
      } else report('aborted');
      if (error instanceof VultrError && error.kind === 'rate_limited')
        budget?.pause(error.retryAfterMs ?? defaultPauseMs);
      throw error;
    }
  });
}

/** Waits until the budget lets the request through. Throws if the gate is closed, or closes in the meantime. */
async function waitForTurn(request: VultrRequest, { budget, gate }: VultrClientOptions): Promise<void> {
  if (gate === undefined) return budget?.acquire(request.signal);
  const assertStillOpen = gate.enter(request);
  const { signal } = request;
  const signals = signal === undefined ? [gate.closing()] : [gate.closing(), signal];
  try {
    await budget?.acquire(AbortSignal.any(signals));
  } catch (error) {
    signal?.throwIfAborted();
    assertStillOpen();
    throw error;
  }
  assertStillOpen();
}

/**
 * Throws if a write could still be on its way when the caller's time is over: someone else may then look for it in vain
 * and write again. This is the last thing before the request, because waiting for the budget takes time, and so does a
 * stop of the process.
 */
function assertTimeLeft(request: VultrRequest, timeoutMs: number): void {
  const remainingMs = request.deadline?.remainingMs();
  if (remainingMs === undefined || remainingMs >= timeoutMs) return;
  const message = `not sent, because it may take ${timeoutMs} ms and only ${Math.max(0, Math.floor(remainingMs))} ms are left`;
  throw createVultrError(request, 'out_of_time', message, { neverSent: true });
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
    const text = errorText(body, apiKey);
    const responseText = request.secret === true ? undefined : text;
    const isLookup = request.method === 'GET' && request.template.endsWith('}');
    const kind = classifyStatus(status, text, isLookup);
    const details = { status, responseText, retryAfterMs: retryAfterMs(headers) };
    throw createVultrError(request, kind, `${status} ${responseText ?? ''}`.trim(), details);
  }
  try {
    return decode(parseJson(response));
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const responseText = request.secret === true ? undefined : errorText(body, apiKey);
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
