import { isWrite, nameOf } from './faults/calls.ts';
import { type FaultCase, faultCaseName, faultCasesOf } from './faults/fault-cases.ts';
import type { Scenario } from './scenario.ts';

/** Does not divide the number of cases of a call, so that the rows spread over faults and dialects. */
const stride = 17;

/**
 * Returns cases for a quick test that cover every call, every fault and every dialect. In addition, every write is left
 * in doubt where nothing is refused and where reads lag, and so is every read-back, because mistakes show in those cases
 * first. The longest cases come first.
 */
export function sampleOf(scenario: Scenario): FaultCase[] {
  const cases = faultCasesOf(scenario);
  const spread = scenario.calls.flatMap((call, row) => {
    const ofCall = cases.filter((one) => one.call !== undefined && nameOf(one.call) === nameOf(call));
    return ofCall.filter((_, index) => index === (row * stride) % ofCall.length);
  });
  const byName = new Map([...spread, ...cases.filter(isDelicate)].map((one) => [faultCaseName(one), one]));
  return [...byName.values()].toSorted((a, b) => durationOf(b) - durationOf(a));
}

function durationOf({ fault }: FaultCase): number {
  return fault?.firstWindowMs ?? 0;
}

function isDelicate({ dialect, call, fault }: FaultCase): boolean {
  if (call === undefined || fault === undefined) return false;
  const isLost = fault.name === (isWrite(call) ? 'cut, done' : 'cut, not done');
  if (dialect.name === 'lagging') return isLost && (isWrite(call) || call.readBack);
  return dialect.name === 'lax' && isWrite(call) && fault.writesOnly === true;
}
