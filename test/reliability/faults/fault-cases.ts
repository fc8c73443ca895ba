import { type CallSite, isWrite, nameOf } from './calls.ts';
import { type DialectProfile, dialects } from './dialects.ts';
import { type Fault, faults } from './faults.ts';
import type { Scenario } from '../scenario.ts';

/** One fault, at one call, in one dialect. Without a fault it shows which calls a run makes. */
export type FaultCell = {
  readonly scenario: Scenario;
  readonly dialect: DialectProfile;
  readonly call?: CallSite;
  readonly fault?: Fault;
};

export function cellName({ scenario, dialect, call, fault }: FaultCell): string {
  const what = call === undefined || fault === undefined ? 'no fault' : `${nameOf(call)} / ${fault.name}`;
  return `${scenario.name} / ${dialect.name} / ${what}`;
}

function isHit(call: CallSite, fault: Fault): boolean {
  return isWrite(call) || fault.writesOnly !== true;
}

/** A run in each dialect without any fault, and every fault at every call in each dialect in which it is made. */
export function faultCellsOf(scenario: Scenario): FaultCell[] {
  const undisturbed = dialects.map((dialect): FaultCell => ({ scenario, dialect }));
  const disturbed = dialects.flatMap((dialect) =>
    callsIn(scenario, dialect).flatMap((call) =>
      faults
        .filter((fault) => isHit(call, fault))
        .map((fault): FaultCell => ({ scenario, dialect, call, fault })),
    ),
  );
  return [...undisturbed, ...disturbed];
}

export function callsIn({ calls }: Scenario, { dialect }: DialectProfile): CallSite[] {
  return calls.filter(({ when }) => when === undefined || when(dialect));
}
