import type { ApiDeath } from './deaths/api-deaths.ts';
import type { TemporalDeath } from './deaths/temporal-deaths.ts';
import type { WorkerDeath, WorkerDeathResult } from './deaths/worker-deaths.ts';
import type { FaultCell } from './faults/fault-cases.ts';
import type { Result } from './result.ts';

export type Done<Cell, R extends Result = Result> = {
  readonly name: string;
  readonly cell: Cell;
  readonly result: R;
  readonly failed: boolean;
};

/** What came of every cell of a plan. */
export type Findings = {
  readonly faults: readonly Done<FaultCell>[];
  readonly workerDeaths: readonly Done<WorkerDeath, WorkerDeathResult>[];
  readonly temporalDeaths: readonly Done<TemporalDeath>[];
  readonly apiDeaths: readonly Done<ApiDeath>[];
  readonly lateCommits: readonly Done<FaultCell>[];
};

/** The cells in which something must be true. Late commits are not among them. */
export function judgedCells({ faults, workerDeaths, temporalDeaths, apiDeaths }: Findings): Done<unknown>[] {
  return [...faults, ...workerDeaths, ...temporalDeaths, ...apiDeaths];
}

export function failedCells(findings: Findings): Done<unknown>[] {
  return [...judgedCells(findings), ...findings.lateCommits].filter(({ failed }) => failed);
}
