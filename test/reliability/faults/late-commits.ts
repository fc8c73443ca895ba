import type { Scenario } from '../scenario.ts';
import { vultrTimeoutMs } from '../vultr-timeout.ts';
import { isWrite } from './calls.ts';
import { dialects } from './dialects.ts';
import { callsIn, type FaultCase } from './fault-cases.ts';
import { type Fault, simulated } from './faults.ts';

/** Longer than the client waits for a response and the onboarding then waits for reads to show the write. */
const lateMs = vultrTimeoutMs + 6_000;

/**
 * The one fault without a remedy while Vultr has no idempotency key: the onboarding has good reason to write again, and
 * then Vultr executes both writes. The page shows the outcome, but it is not judged.
 */
export const lateCommit: Fault = {
  ...simulated(
    'late',
    'a write is executed after the onboarding has looked for it in vain and written again',
    {
      kind: 'slow',
      when: 'before',
      delayMs: lateMs,
    },
  ),
  writesOnly: true,
  aftermathMs: lateMs,
};

/** One dialect that refuses duplicates, and one that does not. */
export const lateDialects = dialects.filter(({ name }) => name === 'likeliest' || name === 'lax');

export function lateCasesOf(scenario: Scenario): FaultCase[] {
  return lateDialects.flatMap((dialect) =>
    callsIn(scenario, dialect)
      .filter(isWrite)
      .map((call) => ({ scenario, dialect, call, fault: lateCommit })),
  );
}
