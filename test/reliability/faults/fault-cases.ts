import type { Scenario } from '../scenario.ts';
import { type CallSite, isWrite, nameOf } from './calls.ts';
import { type DialectProfile, dialects } from './dialects.ts';
import { type Fault, faults } from './faults.ts';

/** One fault at one call in one dialect. A case without a fault shows which calls an onboarding makes. */
export type FaultCase = {
  readonly scenario: Scenario;
  readonly dialect: DialectProfile;
  readonly call?: CallSite;
  readonly fault?: Fault;
};

export function faultCaseName({ scenario, dialect, call, fault }: FaultCase): string {
  const disturbance =
    call === undefined || fault === undefined ? 'no fault' : `${nameOf(call)} / ${fault.name}`;
  return `${scenario.name} / ${dialect.name} / ${disturbance}`;
}

function canHit(fault: Fault, call: CallSite): boolean {
  return isWrite(call) || fault.writesOnly !== true;
}

/** Returns one case without a fault for each dialect, and one for every fault at every call that the dialect leads to. */
export function faultCasesOf(scenario: Scenario): FaultCase[] {
  const undisturbed = dialects.map((dialect): FaultCase => ({ scenario, dialect }));
  const disturbed = dialects.flatMap((dialect) =>
    callsIn(scenario, dialect).flatMap((call) =>
      faults
        .filter((fault) => canHit(fault, call))
        .map((fault): FaultCase => ({ scenario, dialect, call, fault })),
    ),
  );
  return [...undisturbed, ...disturbed];
}

export function callsIn({ calls }: Scenario, { dialect }: DialectProfile): CallSite[] {
  return calls.filter(({ when }) => when === undefined || when(dialect));
}
