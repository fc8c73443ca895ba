import { untilAllAreIn, startOnboardings } from '../crowd.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { startService } from '../service.ts';
import { usageOf } from '../usage.ts';
import type { Figure } from './figure.ts';

const aimMiB = 500;

/** Measures the resident memory of one worker that has brought this many onboardings to where they wait. */
export async function measureMemory(environment: StartedTestEnvironment, count: number): Promise<Figure[]> {
  const service = await startService(environment);
  try {
    await service.simulator.setDialect({ requestsPerSecond: 0 });
    const worker = await service.startWorker(1_000);
    await startOnboardings(service, 0, count);
    await untilAllAreIn(service, 'awaiting_acceptance', count);
    const { residentMiB } = usageOf(worker.pid);
    return [
      {
        name: `resident memory of a worker with ${count} waiting onboardings`,
        aim: `≤ ${aimMiB} MiB`,
        measured: `${residentMiB} MiB`,
        reached: residentMiB <= aimMiB,
      },
    ];
  } finally {
    await service.stop();
  }
}
