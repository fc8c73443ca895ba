import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect } from '../dialect.ts';
import { tooManyRequests } from '../fault-effect.ts';
import type { LedgerEntry } from '../ledger.ts';
import type { SimulatorContext } from '../context.ts';
import type { UserRow } from '../state/rows.ts';
import { authenticate } from './authenticate.ts';
import { send } from './send.ts';

/** What is known about a request from its first byte on. */
type Admitted = {
  readonly entry: LedgerEntry;
  readonly startedMs: number;
  /** The simulator's time, read once, so that one request sees one instant. */
  readonly now: number;
  readonly caller?: UserRow;
};

const admitted = new WeakMap<FastifyRequest, Admitted>();

export function admittedOf(request: FastifyRequest): Admitted {
  const found = admitted.get(request);
  if (found === undefined) throw new Error('The request was not admitted.');
  return found;
}

/** Writes the request into the ledger, then holds it against the rate limit and the keys. */
export async function admit(
  parts: SimulatorContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const startedMs = performance.now();
  const now = await parts.clock();
  const [path = '', query = ''] = request.url.split('?');
  const entry: LedgerEntry = {
    at: new Date(now).toISOString(),
    method: request.method,
    path,
    query,
    address: request.ip,
  };
  parts.ledger.add(entry);
  const waitMs = parts.rateLimit.waitMs(request.ip, parts.dialect.requestsPerSecond);
  const caller = authenticate(parts.store.truth, parts.apiKeys, request.headers.authorization);
  admitted.set(request, { entry, startedMs, now, ...(caller === undefined ? {} : { caller }) });
  if (waitMs > 0) return send(reply, parts.dialect, tooManyRequests(retryAfter(parts.dialect, waitMs)));
  if (caller === undefined)
    return send(reply, parts.dialect, { status: 401, body: { error: 'Invalid API token.', status: 401 } });
  return undefined;
}

/** `status` is absent where the connection was cut. */
export function finish(parts: SimulatorContext, request: FastifyRequest, status?: number): void {
  const { entry, startedMs } = admittedOf(request);
  entry.durationMs = Math.round(performance.now() - startedMs);
  if (status !== undefined) entry.status = status;
  const { method, path, durationMs, fault } = entry;
  parts.logger.debug({ method, path, status, durationMs, fault }, 'request');
}

/** RFC 9110, section 10.2.3: seconds or an HTTP date. The date is of real time, as the limit is. */
function retryAfter(dialect: Dialect, waitMs: number): string | undefined {
  if (dialect.retryAfter === 'absent') return undefined;
  const seconds = Math.ceil(waitMs / 1_000);
  if (dialect.retryAfter === 'seconds') return String(seconds);
  return new Date(Date.now() + (seconds + 1) * 1_000).toUTCString();
}
