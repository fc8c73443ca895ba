import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { acceptAll } from '../acceptance.ts';
import { startOnboardings, untilAllAreIn } from '../crowd.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { inParallel } from '../statistics.ts';
import type { Figure } from './figure.ts';

/** Measures onboardings per second with an unlimited Vultr, and bare workflows on the same Temporal in the same minute. */
export async function measureEngine(environment: StartedTestEnvironment, count: number): Promise<Figure[]> {
  const service = await startService(environment);
  try {
    await service.simulator.setDialect({ requestsPerSecond: 0 });
    const bareBefore = await runBareWorkflows(environment, service, count);
    const worker = await service.startWorker(1_000);
    const from = performance.now();
    await Promise.all([startOnboardings(service, 0, count), acceptAll(service, count)]);
    await untilAllAreIn(service, 'completed', count);
    const onboarding = count / ((performance.now() - from) / 1_000);
    await worker.stop();
    const bareAfter = await runBareWorkflows(environment, service, count);
    const bare = (bareBefore + bareAfter) / 2;
    const ratio = onboarding / bare;
    return [
      {
        name: `onboardings per second with an unlimited Vultr, compared with a bare workflow of five empty activities (${count} of each)`,
        aim: '≥ 0.6×',
        measured: `${onboarding.toFixed(1)}/s vs ${bare.toFixed(1)}/s (${bareBefore.toFixed(1)} before, ${bareAfter.toFixed(1)} after): ${ratio.toFixed(2)}×`,
        reached: ratio >= 0.6,
        reason:
          'everything shares two cores, and an onboarding has twice the hops of a bare workflow, encryption, and requests to Vultr',
      },
    ];
  } finally {
    await service.stop();
  }
}

/** Returns the bare workflows per second. */
async function runBareWorkflows(
  { temporal }: StartedTestEnvironment,
  { client }: Service,
  count: number,
): Promise<number> {
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
  await inParallel(Array.from({ length: count }), 30, async () => {
    const handle = await client.workflow.start('bare', { taskQueue, workflowId: randomUUID() });
    await handle.signal('finish');
    await handle.result();
  });
  const perSecond = count / ((performance.now() - from) / 1_000);
  worker.shutdown();
  await running;
  await connection.close();
  return perSecond;
}
