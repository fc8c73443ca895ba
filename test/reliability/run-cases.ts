import { apiCrashName, runApiCrash } from './crashes/api-crashes.ts';
import { runTemporalCrash, temporalCrashName } from './crashes/temporal-crashes.ts';
import { runWorkerCrash, workerCrashName } from './crashes/worker-crashes.ts';
import { faultCaseName } from './faults/fault-cases.ts';
import { runFaultCase } from './faults/run-fault-case.ts';
import type { Environments } from './environments.ts';
import type { Findings, FinishedCase } from './findings.ts';
import { inParallel } from '../support/in-parallel.ts';
import type { Plan } from './plan.ts';
import type { Result } from './result.ts';
import { type SharedWorker, startSharedWorker } from './shared-worker.ts';

/**
 * The number of cases of each part that run at once. An onboarding mostly waits, so many fit. A process takes two seconds
 * of work to start, and a late write must not be delayed further by other cases.
 */
const concurrency = { faults: 56, workerCrashes: 4, temporalCrashes: 1, apiCrashes: 1, lateCommits: 10 };

export async function runCases(
  plan: Plan,
  environments: Environments,
  onFinished: (finished: FinishedCase<unknown>) => void,
): Promise<Findings> {
  const worker = await startSharedWorker(environments.usual);
  try {
    return await runAll(plan, environments, worker, onFinished);
  } finally {
    await worker.stop();
  }
}

async function runAll(
  plan: Plan,
  environments: Environments,
  worker: SharedWorker,
  onFinished: (finished: FinishedCase<unknown>) => void,
): Promise<Findings> {
  const runPart = <Case, R extends Result>(
    part: keyof Plan,
    cases: readonly Case[],
    nameOf: (testCase: Case) => string,
    run: (testCase: Case, index: number) => Promise<R>,
    hasFailed = ({ violations }: R) => violations.length > 0,
  ) =>
    inParallel(cases, concurrency[part], async (testCase, index) => {
      const result = await run(testCase, index);
      const finished = { name: nameOf(testCase), testCase, result, failed: hasFailed(result) };
      onFinished(finished);
      return finished;
    });
  const [faults, workerCrashes, temporalCrashes, apiCrashes] = await Promise.all([
    runPart('faults', plan.faults, faultCaseName, (one, index) => runFaultCase(one, worker, `ada-${index}`)),
    runPart('workerCrashes', plan.workerCrashes, workerCrashName, (crash) =>
      runWorkerCrash(crash, environments.of(crash.scenario)),
    ),
    runPart('temporalCrashes', plan.temporalCrashes, temporalCrashName, (crash) =>
      runTemporalCrash(crash, environments.usual),
    ),
    runPart('apiCrashes', plan.apiCrashes, apiCrashName, (crash, index) =>
      runApiCrash(crash, environments.usual, worker, `grace-${index}`),
    ),
  ]);
  const lateCommits = await runPart(
    'lateCommits',
    plan.lateCommits,
    faultCaseName,
    (one, index) => runFaultCase(one, worker, `late-${index}`),
    ({ ended }) => !ended,
  );
  return { faults, workerCrashes, temporalCrashes, apiCrashes, lateCommits };
}
