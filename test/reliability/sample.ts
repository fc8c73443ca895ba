import { isWrite, nameOf } from './faults/calls.ts';
import { cellName, type FaultCell, faultCellsOf } from './faults/fault-cases.ts';
import type { Scenario } from './scenario.ts';

/** No divisor of how many cells a call has, so that the rows wander through faults and dialects. */
const stride = 17;

/**
 * Cells for a quick look: every call, every fault and every dialect is met. Every write is also left in doubt where
 * nothing is refused and where reads lag, and so is every read back: those are the cells in which mistakes show first.
 * What takes long comes first.
 */
export function sampleOf(scenario: Scenario): FaultCell[] {
  const cells = faultCellsOf(scenario);
  const spread = scenario.calls.flatMap((call, row) => {
    const ofCall = cells.filter((cell) => cell.call !== undefined && nameOf(cell.call) === nameOf(call));
    return ofCall.filter((_, index) => index === (row * stride) % ofCall.length);
  });
  const byName = new Map([...spread, ...cells.filter(isDelicate)].map((cell) => [cellName(cell), cell]));
  return [...byName.values()].toSorted((a, b) => lengthOf(b) - lengthOf(a));
}

function lengthOf({ fault }: FaultCell): number {
  return fault?.firstWindowMs ?? 0;
}

function isDelicate({ dialect, call, fault }: FaultCell): boolean {
  if (call === undefined || fault === undefined) return false;
  const isLost = fault.name === (isWrite(call) ? 'cut, done' : 'cut, not done');
  if (dialect.name === 'lagging') return isLost && (isWrite(call) || call.readBack);
  return dialect.name === 'lax' && isWrite(call) && fault.writesOnly === true;
}
