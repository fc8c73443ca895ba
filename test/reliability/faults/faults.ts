import { setTimeout as sleep } from 'node:timers/promises';
import type { Timings } from '../../../src/contract/temporal/timings.ts';
import { type Passing, vultrTimeoutMs } from '../shared-worker.ts';
import type { VultrOfACell } from '../case-vultr.ts';

/** A way in which one call to Vultr goes wrong: a column of the matrix. */
export type Fault = {
  readonly name: string;
  readonly what: string;
  /** Whether a call was carried out before its answer was lost is a question for writes only. */
  readonly writesOnly?: true;
  /** Done just before the call is sent. Resolves at once; what has to be undone later is done in the background. */
  readonly befall: (vultr: VultrOfACell, call: Passing, usualReadDelayMs: number) => Promise<void>;
  readonly timings?: Partial<Timings>;
  /** How long the first invitation lives, where the fault needs more than usual. */
  readonly firstWindowMs?: number;
  /** How long something may still come of it. Nobody accepts a mail before, and the run is not judged before. */
  readonly aftermathMs?: number;
};

/** How long reads stand still. The settle time is longer, as it must be. */
const staleMs = 10_000;

export const faults: readonly Fault[] = [
  simulated('500, not done', 'Vultr answers 500 and did nothing', { kind: 'error-before' }),
  simulated('500, done', 'Vultr does what was asked and answers 500', { kind: 'error-after' }, 'writes'),
  simulated('cut, not done', 'the connection is cut and nothing was done', { kind: 'drop-before' }),
  simulated('cut, done', 'Vultr does it and the connection is cut', { kind: 'drop-after' }, 'writes'),
  simulated('504, not done', 'a gateway answers 504 in HTML, and nothing was done', {
    kind: 'html-504',
    when: 'before',
  }),
  simulated(
    '504, done',
    'Vultr does it, and a gateway answers 504 in HTML',
    { kind: 'html-504', when: 'after' },
    'writes',
  ),
  simulated('429', 'too many requests, without saying for how long', { kind: 'rate-limited' }),
  simulated('429, wait', 'too many requests, with `Retry-After: 3`', {
    kind: 'rate-limited',
    retryAfter: '3',
  }),
  simulated('hangs', 'no answer until the client gives up; a write was done at once', {
    kind: 'slow',
    when: 'after',
    delayMs: 10 * vultrTimeoutMs,
  }),
  simulated('garbage', '200 and half a JSON document; a write was done', { kind: 'garbage', when: 'after' }),
  simulated(
    'garbage, not done',
    '200 and half a JSON document, and nothing was done',
    { kind: 'garbage', when: 'before' },
    'writes',
  ),
  simulated('401', 'the key is refused once', {
    kind: 'status',
    status: 401,
    body: { error: 'Invalid API token.', status: 401 },
  }),
  {
    name: 'stale',
    what: `for ${staleMs / 1_000} s from this call on, reads show what was there before it`,
    async befall(vultr, _call, usualReadDelayMs) {
      await vultr.setDialect({ readDelayMs: staleMs });
      void sleep(staleMs, undefined, { ref: false })
        .then(() => vultr.setDialect({ readDelayMs: usualReadDelayMs }))
        // The cell may be over by then.
        .catch(() => {});
    },
    timings: { settleMs: 1.2 * staleMs, attemptTimeoutMs: 4 * staleMs, readTimeoutMs: 3 * staleMs },
    firstWindowMs: 2 * staleMs,
  },
];

/** A fault that the simulator knows how to make, set for exactly this call. */
export function simulated(name: string, what: string, fault: object, hits: 'writes' | 'all' = 'all'): Fault {
  return {
    name,
    what,
    ...(hits === 'writes' ? { writesOnly: true } : {}),
    befall: (vultr, { method, path }) => vultr.fault({ ...fault, match: { method, path } }),
  };
}
