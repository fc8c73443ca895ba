import { setTimeout as sleep } from 'node:timers/promises';
import type { Timings } from '../../../src/contract/temporal/timings.ts';
import type { OutgoingRequest } from '../shared-worker.ts';
import { vultrTimeoutMs } from '../vultr-timeout.ts';
import { readTries } from '../../../src/vultr/repeat-reads.ts';
import type { CaseVultr } from '../case-vultr.ts';

/** A way in which one call to Vultr goes wrong: a column of the matrix. */
export type Fault = {
  readonly name: string;
  readonly description: string;
  /** Set for faults that execute the call and lose the response, which makes no difference for a read. */
  readonly writesOnly?: true;
  /** Injects the fault just before the call is sent. Resolves at once; what must be reverted later runs in the background. */
  readonly inject: (vultr: CaseVultr, call: OutgoingRequest, usualReadDelayMs: number) => Promise<void>;
  readonly timings?: Partial<Timings>;
  /** The lifetime of the first invitation, if the fault needs more than usual. */
  readonly firstWindowMs?: number;
  /** How long the fault can still have effects. Until then no email is accepted and the case is not judged. */
  readonly aftermathMs?: number;
};

/** How long reads are stale. The settle time is longer, as it must be. */
const staleMs = 10_000;

export const faults: readonly Fault[] = [
  simulated('500, not done', 'Vultr returns 500 and did nothing', { kind: 'error-before' }),
  simulated('500, done', 'Vultr executes the write and returns 500', { kind: 'error-after' }, 'writes'),
  simulated('cut, not done', 'the connection is cut and nothing was done', { kind: 'drop-before' }),
  simulated(
    'cut, done',
    'Vultr executes the write and the connection is cut',
    { kind: 'drop-after' },
    'writes',
  ),
  simulated('504, not done', 'a gateway returns 504 with HTML, and nothing was done', {
    kind: 'html-504',
    when: 'before',
  }),
  simulated(
    '504, done',
    'Vultr executes the write, and a gateway returns 504 with HTML',
    { kind: 'html-504', when: 'after' },
    'writes',
  ),
  simulated('429', 'too many requests, without `Retry-After`', { kind: 'rate-limited' }),
  simulated(
    '429, wait',
    'too many requests, with `Retry-After: 3`',
    { kind: 'rate-limited', retryAfter: '3' },
    'all',
    1,
  ),
  {
    ...simulated('hangs', 'no response until the client times out; a write was executed at once', {
      kind: 'slow',
      when: 'after',
      delayMs: 10 * vultrTimeoutMs,
    }),
    // Each try of a read takes as long as the client waits.
    firstWindowMs: 2 * readTries * vultrTimeoutMs,
  },
  simulated('garbage', '200 and half a JSON document; a write was executed', {
    kind: 'garbage',
    when: 'after',
  }),
  simulated(
    'garbage, not done',
    '200 and half a JSON document, and nothing was done',
    { kind: 'garbage', when: 'before' },
    'writes',
  ),
  simulated(
    '401',
    'Vultr refuses the key once',
    { kind: 'status', status: 401, body: { error: 'Invalid API token.', status: 401 } },
    'all',
    1,
  ),
  {
    name: 'stale',
    description: `for ${staleMs / 1_000} s from this call on, reads show the state before the call`,
    async inject(vultr, _call, usualReadDelayMs) {
      await vultr.setDialect({ readDelayMs: staleMs });
      void sleep(staleMs, undefined, { ref: false })
        .then(() => vultr.setDialect({ readDelayMs: usualReadDelayMs }))
        // The case may have ended by then.
        .catch(() => {});
    },
    timings: { settleMs: 1.2 * staleMs, attemptTimeoutMs: 4 * staleMs, readTimeoutMs: 3 * staleMs },
    firstWindowMs: 2 * staleMs,
  },
];

/** The simulator knows the token of a session by a placeholder. */
function knownAs(path: string): string {
  return path.replace(/session-[0-9a-f]{32}$/, '*');
}

/**
 * Creates a fault that the simulator injects into exactly this call. The client repeats a read that fails in passing, so
 * the fault also hits the repeats: otherwise the attempt would not notice it. `tries` is how often such a read is sent.
 */
export function simulated(
  name: string,
  description: string,
  fault: object,
  hits: 'writes' | 'all' = 'all',
  tries = readTries,
): Fault {
  return {
    name,
    description,
    ...(hits === 'writes' ? { writesOnly: true } : {}),
    inject: (vultr, { method, path }) =>
      vultr.fault({ ...fault, match: { method, path: knownAs(path) }, times: method === 'GET' ? tries : 1 }),
  };
}
