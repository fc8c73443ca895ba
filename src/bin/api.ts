import { loadConfig } from '../config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startApi } from './api-part.ts';
import { beginTracing } from './begin-tracing.ts';
import { main } from './lifecycle.ts';
import { neededBy } from './needed.ts';

await main(async (begin) => {
  const config = loadConfig(undefined, neededBy.api);
  const logger = createLogger({ level: config.logLevel, name: 'api' });
  const tracing = await beginTracing(config, 'onboarding-api', begin);
  const { part, url } = await startApi(config, logger, { tracing });
  begin(part);
  logger.info({ url }, 'API listens');
});
