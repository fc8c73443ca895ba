import { type ApiDeath, apiDeathName, apiDeathsOf } from './deaths/api-deaths.ts';
import { type TemporalDeath, temporalDeathName, temporalDeathsOf } from './deaths/temporal-deaths.ts';
import { findWorkerDeaths, type WorkerDeath, workerDeathName } from './deaths/worker-deaths.ts';
import { cellName, type FaultCell, faultCellsOf } from './faults/fault-cases.ts';
import { lateCellsOf } from './faults/late-commits.ts';
import type { Ground } from '../support/test-environment.ts';
import { scenarios } from './scenarios.ts';

/** Every cell of every part. */
export type Plan = {
  readonly faults: readonly FaultCell[];
  readonly workerDeaths: readonly WorkerDeath[];
  readonly temporalDeaths: readonly TemporalDeath[];
  readonly apiDeaths: readonly ApiDeath[];
  readonly lateCommits: readonly FaultCell[];
};

/** What does not depend on how long a history is. */
export function fixedPlan(): Omit<Plan, 'workerDeaths'> {
  return {
    faults: scenarios.flatMap(faultCellsOf),
    temporalDeaths: scenarios.flatMap(temporalDeathsOf),
    // The start is the same in all of them.
    apiDeaths: scenarios.slice(0, 1).flatMap(apiDeathsOf),
    lateCommits: scenarios.flatMap(lateCellsOf),
  };
}

/** The cells whose names hold all the words: all cells for none. */
export async function planFor(words: readonly string[], ground: Ground): Promise<Plan> {
  const isWanted = (name: string) => words.every((word) => name.includes(word));
  const fixed = fixedPlan();
  const workerDeaths = (
    await Promise.all(scenarios.map((scenario) => findWorkerDeaths(scenario, ground)))
  ).flat();
  return {
    faults: fixed.faults.filter((cell) => isWanted(cellName(cell))),
    workerDeaths: workerDeaths.filter((death) => isWanted(workerDeathName(death))),
    temporalDeaths: fixed.temporalDeaths.filter((death) => isWanted(temporalDeathName(death))),
    apiDeaths: fixed.apiDeaths.filter((death) => isWanted(apiDeathName(death))),
    lateCommits: fixed.lateCommits.filter((cell) => isWanted(cellName(cell))),
  };
}
