import { loadConfig } from '../config.ts';
import { ConfigError } from '../contract/config-error.ts';
import { createLogger } from '../telemetry/logger.ts';
import { beginTracing } from './begin-tracing.ts';
import { main } from './lifecycle.ts';
import { startWorkers } from './worker-part.ts';

await main(async (begin) => {
  const config = loadConfig();
  const { vultrApiKey, idKey } = config.secrets;
  const mistakes = [
    ...(vultrApiKey === undefined ? ['VULTR_API_KEY: must be set for a worker'] : []),
    ...(idKey === undefined ? ['ONBOARDING_ID_KEY: must be set, the same as for the API'] : []),
  ];
  if (vultrApiKey === undefined || idKey === undefined) throw new ConfigError(mistakes);
  const logger = createLogger({ level: config.logLevel, name: 'worker' });
  const tracing = await beginTracing(config, 'onboarding-worker', begin);
  begin(await startWorkers(config, { vultrApiKey, idKey }, logger, tracing));
  logger.info({ namespace: config.temporal.namespace }, 'worker started');
});
