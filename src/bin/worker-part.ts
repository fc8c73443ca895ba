import { NativeConnection, Runtime } from '@temporalio/worker';
import { createVultrActivities } from '../activities/index.ts';
import type { Config } from '../config.ts';
import { StartError } from '../contract/start-error.ts';
import { taskQueuesFor } from '../contract/task-queues.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createWorkers, runWorkers } from '../temporal/workers.ts';
import { createBudget } from '../vultr/budget.ts';
import { createVultrClient } from '../vultr/client.ts';
import type { Part } from './lifecycle.ts';

/** Longer than an attempt needs as a rule, so that a shutdown does not cut off a write whose answer is on its way. */
const shutdownGraceMs = 20_000;

/** The workers of one process. Throws `StartError` where Temporal cannot be reached. */
export async function startWorkers(config: Config, vultrApiKey: string, logger: Logger): Promise<Part> {
  // The lifecycle hears the signals and stops everything in order.
  Runtime.install({ logger: sdkLogger(logger), shutdownSignals: [] });
  const connection = await connect(config);
  const { baseUrl, timeoutMs, requestsPerSecond } = config.vultr;
  const { workflowBundle } = config.worker;
  const vultr = createVultrClient({
    baseUrl,
    apiKey: vultrApiKey,
    timeoutMs,
    budget: createBudget({ requestsPerSecond }),
    logger,
  });
  const workers = await createWorkers({
    connection,
    namespace: config.temporal.namespace,
    taskQueues: taskQueuesFor(config.onboarding.organization),
    vultrActivities: createVultrActivities(vultr),
    vultrActivitiesPerSecond: requestsPerSecond,
    shutdownGraceMs,
    ...(workflowBundle === undefined ? {} : { workflowBundle: { codePath: workflowBundle } }),
  });
  const running = runWorkers(workers);
  return {
    name: 'worker',
    ended: running,
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

async function connect({ temporal }: Config): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect({ ...temporal.connectionOptions });
  } catch (error) {
    const address = temporal.connectionOptions.address ?? 'localhost:7233';
    throw new StartError(`Temporal does not answer at ${address}. Start it, or set TEMPORAL_ADDRESS.`, {
      cause: error,
    });
  }
}

function sdkLogger(logger: Logger) {
  const levels = { TRACE: 'debug', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
  const log = (level: keyof typeof levels, message: string, meta: object = {}) => {
    // The worker for Vultr calls has no workflows on purpose.
    if (!message.startsWith('No workflows registered')) logger[levels[level]](meta, message);
  };
  return {
    log,
    trace: (message: string, meta?: object) => log('TRACE', message, meta),
    debug: (message: string, meta?: object) => log('DEBUG', message, meta),
    info: (message: string, meta?: object) => log('INFO', message, meta),
    warn: (message: string, meta?: object) => log('WARN', message, meta),
    error: (message: string, meta?: object) => log('ERROR', message, meta),
  };
}
