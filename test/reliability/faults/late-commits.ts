import type { Scenario } from '../scenario.ts';
import { vultrTimeoutMs } from '../shared-worker.ts';
import { isWrite } from './calls.ts';
import { dialects } from './dialects.ts';
import { callsIn, type FaultCell } from './fault-cases.ts';
import { type Fault, simulated } from './faults.ts';

/** Later than the client waits for an answer and than the run then waits for reads to show the write. */
const lateMs = vultrTimeoutMs + 6_000;

/**
 * The one fault that nothing helps against while Vultr has no idempotency key: the run has good reason to write again,
 * and then both writes are carried out. What comes of it is written down, not judged.
 */
export const lateCommit: Fault = {
  ...simulated('late', 'a write is carried out after the run has looked for it in vain and written again', {
    kind: 'slow',
    when: 'before',
    delayMs: lateMs,
  }),
  writesOnly: true,
  aftermathMs: lateMs,
};

/** Where a thing done twice is refused, and where it is not. */
export const lateDialects = dialects.filter(({ name }) => name === 'likeliest' || name === 'lax');

export function lateCellsOf(scenario: Scenario): FaultCell[] {
  return lateDialects.flatMap((dialect) =>
    callsIn(scenario, dialect)
      .filter(isWrite)
      .map((call) => ({ scenario, dialect, call, fault: lateCommit })),
  );
}
