import { loadConfig } from '../config.ts';
import { ConfigError } from '../contract/config-error.ts';
import { createLogger } from '../telemetry/logger.ts';
import { main } from './lifecycle.ts';
import { startWorkers } from './worker-part.ts';

await main(async (begin) => {
  const config = loadConfig();
  const { vultrApiKey } = config.secrets;
  if (vultrApiKey === undefined) throw new ConfigError(['VULTR_API_KEY: must be set for a worker']);
  const logger = createLogger({ level: config.logLevel, name: 'worker' });
  begin(await startWorkers(config, vultrApiKey, logger));
  logger.info({ namespace: config.temporal.namespace }, 'worker started');
});
