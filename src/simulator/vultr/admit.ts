import type { FastifyReply, FastifyRequest } from 'fastify';
import { defined } from '../../contract/lib/optional.ts';
import type { SimulatorContext } from '../context.ts';
import type { Dialect } from '../dialect.ts';
import { tooManyRequests } from '../fault-effect.ts';
import type { LedgerEntry } from '../ledger.ts';
import type { UserRow } from '../state/rows.ts';
import { authenticate } from './authenticate.ts';
import { sendResponse } from './response.ts';

/** What is known about a request before its operation runs. */
type Admission = {
  readonly entry: LedgerEntry;
  readonly startedAt: number;
  /** The simulator's time, read once, so that one request sees one instant. */
  readonly now: number;
  readonly caller?: UserRow;
};

/**
 * A request with this header only looks on: no fault hits it, and the ledger does not list it. A test can read the state between
 * two requests of the service and change nothing that it judges.
 */
const observerHeader = 'x-simulator-observer';

export function isObserver({ headers }: FastifyRequest): boolean {
  return headers[observerHeader] !== undefined;
}

const admissions = new WeakMap<FastifyRequest, Admission>();

export function admissionOf(request: FastifyRequest): Admission {
  const admission = admissions.get(request);
  if (admission === undefined) throw new Error('The request was not admitted.');
  return admission;
}

/** Adds the request to the ledger, unless it only looks on, then checks the rate limit and the key. */
export async function admit(
  context: SimulatorContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const startedAt = performance.now();
  const now = await context.clock();
  const [path = '', query = ''] = request.url.split('?');
  const entry: LedgerEntry = {
    at: new Date(now).toISOString(),
    method: request.method,
    path: withoutToken(path),
    query,
    address: request.ip,
  };
  if (!isObserver(request)) context.ledger.add(entry);
  const { dialect, store, apiKeys } = context;
  const waitMs = context.rateLimit.waitMs(request.ip, dialect.requestsPerSecond);
  const caller = authenticate(store.current, apiKeys, dialect, request.headers.authorization);
  admissions.set(request, { entry, startedAt, now, ...defined({ caller }) });
  if (waitMs > 0) return sendResponse(reply, dialect, tooManyRequests(retryAfter(dialect, waitMs)));
  if (caller === undefined)
    return sendResponse(reply, dialect, {
      status: 401,
      body: { error: 'Invalid API token.', status: 401 },
    });
  return undefined;
}

/** Returns the path of a request for the ledger: the token of a session is as good as a key. */
function withoutToken(path: string): string {
  return path.replace(/^(\/v2\/assumed-roles\/)(?!assume$)[^/]+$/, '$1{token}');
}

/** Completes the ledger's entry and logs the request. `status` is absent if the connection was dropped. */
export function finish(context: SimulatorContext, request: FastifyRequest, status?: number): void {
  const { entry, startedAt } = admissionOf(request);
  entry.durationMs = Math.round(performance.now() - startedAt);
  if (status !== undefined) entry.status = status;
  const { method, path, durationMs, fault } = entry;
  context.logger.debug({ method, path, status, durationMs, fault }, 'request');
}

/** RFC 9110, section 10.2.3: seconds or an HTTP date. The date is in real time, as is the limit. */
function retryAfter(dialect: Dialect, waitMs: number): string | undefined {
  if (dialect.retryAfter === 'absent') return undefined;
  const seconds = Math.ceil(waitMs / 1_000);
  if (dialect.retryAfter === 'seconds') return String(seconds);
  return new Date(Date.now() + (seconds + 1) * 1_000).toUTCString();
}
