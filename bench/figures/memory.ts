import { untilAllAreIn, startOnboardings } from '../crowd.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { startService } from '../service.ts';
import { usageOf } from '../usage.ts';
import type { Figure } from './figure.ts';

const aimMiB = 500;
/** As in the image (`Dockerfile`). */
export const memorySettings = { NODE_OPTIONS: '--max-semi-space-size=8', MALLOC_ARENA_MAX: '2' };

/** Measures the resident memory of one worker that has brought this many onboardings to where they wait. */
export async function measureMemory(environment: StartedTestEnvironment, count: number): Promise<Figure[]> {
  const service = await startService(environment);
  try {
    await service.simulator.setDialect({ requestsPerSecond: 0 });
    const worker = await service.startWorker(1_000, memorySettings);
    await startOnboardings(service, 0, count);
    await untilAllAreIn(service, 'awaiting_acceptance', count);
    const { residentMiB } = usageOf(worker.pid);
    return [
      {
        name: `resident memory of a worker that has just brought ${count} onboardings to where they wait`,
        aim: `≤ ${aimMiB} MiB`,
        measured: `${residentMiB} MiB`,
        reached: residentMiB <= aimMiB,
      },
    ];
  } finally {
    await service.stop();
  }
}
