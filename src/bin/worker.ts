import { loadConfig } from '../config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { beginTracing } from './begin-tracing.ts';
import { main } from './lifecycle.ts';
import { neededBy } from './needed.ts';
import { startWorkers } from './worker-part.ts';

await main(async (begin) => {
  const config = loadConfig(undefined, neededBy.worker);
  const logger = createLogger({ level: config.logLevel, name: 'worker' });
  const tracing = await beginTracing(config, 'onboarding-worker', begin);
  begin(await startWorkers(config, logger, tracing));
  logger.info({ namespace: config.temporal.namespace }, 'worker started');
});
