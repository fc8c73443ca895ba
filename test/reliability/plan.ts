import type { Environments } from './environments.ts';
import { type ApiCrash, apiCrashesOf, apiCrashName } from './crashes/api-crashes.ts';
import { type TemporalCrash, temporalCrashesOf, temporalCrashName } from './crashes/temporal-crashes.ts';
import { findWorkerCrashes, type WorkerCrash, workerCrashName } from './crashes/worker-crashes.ts';
import { type FaultCase, faultCaseName, faultCasesOf } from './faults/fault-cases.ts';
import { lateCasesOf } from './faults/late-commits.ts';
import type { Scenario } from './scenario.ts';
import { scenarios, scenariosWithCrashes, scenariosWithFaults } from './scenarios.ts';

/** Every case of every part. */
export type Plan = {
  readonly faults: readonly FaultCase[];
  readonly workerCrashes: readonly WorkerCrash[];
  readonly temporalCrashes: readonly TemporalCrash[];
  readonly apiCrashes: readonly ApiCrash[];
  readonly lateCommits: readonly FaultCase[];
};

/** The start is the same in all scenarios, so one of them is enough for it; the others have a follow-up request. */
const scenariosWithApiCrashes: readonly Scenario[] = scenarios.filter(
  ({ followsUpWith }, index) => index === 0 || followsUpWith !== undefined,
);

/** Returns the cases that do not depend on the length of a history. */
export function fixedPlan(): Omit<Plan, 'workerCrashes'> {
  return {
    faults: scenariosWithFaults.flatMap(faultCasesOf),
    temporalCrashes: scenarios.flatMap(temporalCrashesOf),
    apiCrashes: scenariosWithApiCrashes.flatMap(apiCrashesOf),
    lateCommits: scenariosWithFaults.flatMap(lateCasesOf),
  };
}

/** Returns the cases whose names contain all the words, so every case if there are no words. */
export async function planFor(words: readonly string[], environments: Environments): Promise<Plan> {
  const isWanted = (name: string) => words.every((word) => name.includes(word));
  const fixed = fixedPlan();
  const workerCrashes = (
    await Promise.all(
      scenariosWithCrashes.map((scenario) => findWorkerCrashes(scenario, environments.of(scenario))),
    )
  ).flat();
  return {
    faults: fixed.faults.filter((one) => isWanted(faultCaseName(one))),
    workerCrashes: workerCrashes.filter((one) => isWanted(workerCrashName(one))),
    temporalCrashes: fixed.temporalCrashes.filter((one) => isWanted(temporalCrashName(one))),
    apiCrashes: fixed.apiCrashes.filter((one) => isWanted(apiCrashName(one))),
    lateCommits: fixed.lateCommits.filter((one) => isWanted(faultCaseName(one))),
  };
}
