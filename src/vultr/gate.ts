import { createVultrError, type VultrError } from './errors.ts';
import { createForbiddenOperations, type ForbiddenOptions } from './forbidden-operations.ts';
import type { VultrRequest } from './request.ts';

/** Why the gate is closed: Vultr rejects the key (401), or asked for a long pause with `Retry-After`. */
export type ClosedBy = 'key' | 'pause';

/**
 * Decides whether this process sends requests to Vultr, and so whether its worker takes work for Vultr. While the gate is
 * closed, requests fail at once without being sent, and tasks stay in the queue, where they use up no attempts. A 403
 * closes it only for requests of the same operation, and no task stays in the queue for that.
 */
export type Gate = {
  /** What closed the gate, with Vultr's response; `undefined` if it is open. */
  readonly closed: () => { readonly by: ClosedBy; readonly error: VultrError } | undefined;
  /** Resolves at once if the gate is open, or when it opens; rejects with the signal's reason. */
  readonly whenOpen: (signal?: AbortSignal) => Promise<void>;
  /** Throws a `VultrError` if the request must not be sent. Returns a function that throws if the gate has closed since. */
  readonly enter: (request: VultrRequest) => () => void;
  /** Aborts when the gate closes. After it has opened again, there is a new signal. */
  readonly closing: () => AbortSignal;
  /** Learns from what became of a request that was sent: an error, or a response without one. */
  readonly observe: (request: VultrRequest, error?: VultrError) => void;
  /** Stops probing. */
  readonly stop: () => void;
};

export type GateOptions = ForbiddenOptions & {
  /** Sends a request of its own past the gate. Rejects while the key is rejected. */
  readonly probe: () => Promise<unknown>;
  /** Called each time something closes the gate, with Vultr's response, and when that is over. */
  readonly onChange?: (by: ClosedBy, error: VultrError | undefined) => void;
  readonly firstProbeMs?: number;
  /** A shorter pause is left to the rate budget. */
  readonly longPauseMs?: number;
};

const maxProbeIntervalMs = 5 * 60_000;
/** For a request that met a closed gate. By then its task waits in the queue for as long as the gate is closed. */
const keyRetryMs = 5_000;

type Closure = { readonly error: VultrError; readonly untilMs?: number; readonly timer: NodeJS.Timeout };

export function createGate(options: GateOptions): Gate {
  const { probe, onChange, firstProbeMs = 10_000, longPauseMs = 5_000 } = options;
  const forbidden = createForbiddenOperations(options);
  const closures = new Map<ClosedBy, Closure>();
  let controller = new AbortController();
  let opened = Promise.withResolvers<void>();
  let probeIntervalMs = firstProbeMs;
  let acceptedAtMs = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const closed: Gate['closed'] = () => {
    const [first] = closures;
    return first && { by: first[0], error: first[1].error };
  };

  function close(by: ClosedBy, closure: Closure): void {
    if (closures.size === 0) opened = Promise.withResolvers();
    const before = closures.get(by);
    clearTimeout(before?.timer);
    closures.set(by, closure);
    // Every response that was on its way may extend a pause.
    if (before === undefined) onChange?.(by, closure.error);
    controller.abort(closure.error);
  }

  function open(by: ClosedBy): void {
    closures.delete(by);
    onChange?.(by, undefined);
    if (closures.size > 0) return;
    controller = new AbortController();
    opened.resolve();
  }

  function pause(error: VultrError, ms: number): void {
    const untilMs = performance.now() + ms;
    if (untilMs <= (closures.get('pause')?.untilMs ?? 0)) return;
    close('pause', { error, untilMs, timer: setTimeout(open, ms, 'pause') });
  }

  function rejectKey(error: VultrError): void {
    if (closures.has('key')) return;
    // A key that is rejected again soon after it was accepted is probed more and more rarely.
    if (performance.now() - acceptedAtMs > 2 * maxProbeIntervalMs) probeIntervalMs = firstProbeMs;
    close('key', { error, timer: nextProbe(error) });
  }

  function nextProbe(error: VultrError): NodeJS.Timeout {
    const timer = setTimeout(() => void probeKey(error), probeIntervalMs);
    probeIntervalMs = Math.min(probeIntervalMs * 2, maxProbeIntervalMs);
    return timer;
  }

  async function probeKey(error: VultrError): Promise<void> {
    try {
      await probe();
    } catch {
      if (!stopped) closures.set('key', { error, timer: nextProbe(error) });
      return;
    }
    acceptedAtMs = performance.now();
    open('key');
  }

  function assertOpen(request: VultrRequest): void {
    const [first] = closures;
    if (first === undefined) return;
    const [by, { error, untilMs = 0 }] = first;
    const remainingMs = untilMs - performance.now();
    throw by === 'key'
      ? notSent(request, error, 'Vultr rejects the key', keyRetryMs)
      : notSent(request, error, 'Vultr asked for a pause', remainingMs);
  }

  return {
    closed,
    async whenOpen(signal) {
      while (closures.size > 0) {
        signal?.throwIfAborted();
        const { promise, reject } = Promise.withResolvers<never>();
        const onAbort = () => reject(signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        await Promise.race([opened.promise, promise]).finally(() =>
          signal?.removeEventListener('abort', onAbort),
        );
      }
    },
    enter(request) {
      assertOpen(request);
      const refusal = forbidden.refusal(request);
      if (refusal !== undefined) throw notSent(request, refusal, 'Vultr forbids the key to do this');
      return () => assertOpen(request);
    },
    closing: () => controller.signal,
    observe(request, error) {
      if (stopped) return;
      const { kind, retryAfterMs = 0 } = error ?? {};
      if (kind === 'forbidden' && error !== undefined) forbidden.close(request, error);
      else if (error === undefined || kind === 'refused' || kind === 'not_found') forbidden.open(request);
      if (kind === 'unauthorized' && error !== undefined) rejectKey(error);
      if (error !== undefined && retryAfterMs > longPauseMs) pause(error, retryAfterMs);
    },
    stop() {
      stopped = true;
      for (const { timer } of closures.values()) clearTimeout(timer);
    },
  };
}

/** The error of a request that is not sent because of Vultr's response to an earlier one. */
function notSent(request: VultrRequest, cause: VultrError, why: string, retryAfterMs?: number): VultrError {
  const { kind, status, responseText, message } = cause;
  return createVultrError(request, kind, `not sent, because ${why} (${message})`, {
    neverSent: true,
    status,
    responseText,
    retryAfterMs,
  });
}
