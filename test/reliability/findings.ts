import type { ApiCrash } from './crashes/api-crashes.ts';
import type { TemporalCrash } from './crashes/temporal-crashes.ts';
import type { WorkerCrash, WorkerCrashResult } from './crashes/worker-crashes.ts';
import type { FaultCase } from './faults/fault-cases.ts';
import type { Result } from './result.ts';

export type FinishedCase<Case, R extends Result = Result> = {
  readonly name: string;
  readonly testCase: Case;
  readonly result: R;
  readonly failed: boolean;
};

/** The finished cases of a plan. */
export type Findings = {
  readonly faults: readonly FinishedCase<FaultCase>[];
  readonly workerCrashes: readonly FinishedCase<WorkerCrash, WorkerCrashResult>[];
  readonly temporalCrashes: readonly FinishedCase<TemporalCrash>[];
  readonly apiCrashes: readonly FinishedCase<ApiCrash>[];
  readonly lateCommits: readonly FinishedCase<FaultCase>[];
};

/** Returns the cases in which the invariants must hold: all except the late commits. */
export function judgedCases(findings: Findings): FinishedCase<unknown>[] {
  const { faults, workerCrashes, temporalCrashes, apiCrashes } = findings;
  return [...faults, ...workerCrashes, ...temporalCrashes, ...apiCrashes];
}

export function failedCases(findings: Findings): FinishedCase<unknown>[] {
  return [...judgedCases(findings), ...findings.lateCommits].filter(({ failed }) => failed);
}
