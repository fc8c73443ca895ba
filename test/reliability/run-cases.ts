import { apiDeathName, runApiDeath } from './deaths/api-deaths.ts';
import { runTemporalDeath, temporalDeathName } from './deaths/temporal-deaths.ts';
import { runWorkerDeath, workerDeathName } from './deaths/worker-deaths.ts';
import { cellName } from './faults/fault-cases.ts';
import { runFaultCell } from './faults/run-fault-case.ts';
import type { Done, Findings } from './findings.ts';
import type { Ground } from '../support/test-environment.ts';
import { inParallel } from './in-parallel.ts';
import type { Plan } from './plan.ts';
import type { Result } from './result.ts';
import { type SharedWorker, startSharedWorker } from './shared-worker.ts';

/**
 * How many cells of each part are under way at once. Most of a run is waiting, so many fit; a process that is started
 * is two seconds of work, and a late write must not be made later by others.
 */
const atOnce = { faults: 56, workerDeaths: 4, temporalDeaths: 1, apiDeaths: 1, lateCommits: 10 };

export async function perform(
  plan: Plan,
  ground: Ground,
  onDone: (done: Done<unknown>) => void,
): Promise<Findings> {
  const worker = await startSharedWorker(ground);
  try {
    return await performAll(plan, ground, worker, onDone);
  } finally {
    await worker.stop();
  }
}

async function performAll(
  plan: Plan,
  ground: Ground,
  worker: SharedWorker,
  onDone: (done: Done<unknown>) => void,
): Promise<Findings> {
  const part = <Cell, R extends Result>(
    cells: readonly Cell[],
    most: number,
    nameOf: (cell: Cell) => string,
    run: (cell: Cell, index: number) => Promise<R>,
    hasFailed = ({ wrongs }: R) => wrongs.length > 0,
  ) =>
    inParallel(cells, most, async (cell, index) => {
      const result = await run(cell, index);
      const done = { name: nameOf(cell), cell, result, failed: hasFailed(result) };
      onDone(done);
      return done;
    });
  const [faults, workerDeaths, temporalDeaths, apiDeaths] = await Promise.all([
    part(plan.faults, atOnce.faults, cellName, (cell, index) => runFaultCell(cell, worker, `ada-${index}`)),
    part(plan.workerDeaths, atOnce.workerDeaths, workerDeathName, (death) => runWorkerDeath(death, ground)),
    part(plan.temporalDeaths, atOnce.temporalDeaths, temporalDeathName, (death) =>
      runTemporalDeath(death, ground),
    ),
    part(plan.apiDeaths, atOnce.apiDeaths, apiDeathName, (death, index) =>
      runApiDeath(death, ground, worker, `grace-${index}`),
    ),
  ]);
  const lateCommits = await part(
    plan.lateCommits,
    atOnce.lateCommits,
    cellName,
    (cell, index) => runFaultCell(cell, worker, `late-${index}`),
    ({ over }) => !over,
  );
  return { faults, workerDeaths, temporalDeaths, apiDeaths, lateCommits };
}
