import { loadConfig } from '../config/config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { beginTracing } from '../processes/tracing.ts';
import { main } from '../processes/lifecycle.ts';
import { requiredSecrets } from '../config/required-secrets.ts';
import { startWorkers } from '../processes/worker.ts';

await main(async (begin) => {
  const config = loadConfig(undefined, requiredSecrets.worker);
  const logger = createLogger({ level: config.logLevel, name: 'worker' });
  const tracing = await beginTracing(config, 'onboarding-worker', begin);
  begin(await startWorkers(config, logger, tracing));
  logger.info({ namespace: config.temporal.namespace }, 'worker started');
});
