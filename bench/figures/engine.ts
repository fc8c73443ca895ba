import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { acceptAll } from '../acceptance.ts';
import { allAreIn, startHires } from '../crowd.ts';
import type { TestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { inParallel } from '../statistics.ts';
import type { Figure } from './figure.ts';

/** Whole runs a second with a Vultr that has no limit, next to bare workflows on the same Temporal in the same minute. */
export async function measureEngine(ground: TestEnvironment, runs: number): Promise<Figure[]> {
  const service = await startService(ground);
  try {
    await service.simulator.setDialect({ requestsPerSecond: 0 });
    const bareBefore = await bareRuns(ground, service, runs);
    const worker = await service.startWorker(1_000);
    const from = performance.now();
    await Promise.all([startHires(service, 0, runs), acceptAll(service, runs)]);
    await allAreIn(service, 'completed', runs);
    const onboarding = runs / ((performance.now() - from) / 1_000);
    await worker.stop();
    const bareAfter = await bareRuns(ground, service, runs);
    const bare = (bareBefore + bareAfter) / 2;
    const ratio = onboarding / bare;
    return [
      {
        what: `runs a second with an unlimited Vultr, next to a bare workflow of five empty activities (${runs} runs)`,
        aim: 'at least 0.5 of it',
        measured: `${onboarding.toFixed(1)}/s next to ${bare.toFixed(1)}/s (${bareBefore.toFixed(1)} before, ${bareAfter.toFixed(1)} after): ${ratio.toFixed(2)}`,
        reached: ratio >= 0.5,
        reason:
          'two cores for everything, and a run has twice the hops of the other side, encryption and its requests to Vultr',
      },
    ];
  } finally {
    await service.stop();
  }
}

async function bareRuns({ temporal }: TestEnvironment, { client }: Service, runs: number): Promise<number> {
  const connection = await NativeConnection.connect({ address: temporal.address });
  const taskQueue = randomUUID();
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
    activities: { nothing: async () => {} },
  });
  const running = worker.run();
  const from = performance.now();
  await inParallel(Array.from({ length: runs }), 30, async () => {
    const handle = await client.workflow.start('bare', { taskQueue, workflowId: randomUUID() });
    await handle.signal('tell');
    await handle.result();
  });
  const perSecond = runs / ((performance.now() - from) / 1_000);
  worker.shutdown();
  await running;
  await connection.close();
  return perSecond;
}
