import { loadConfig } from '../config/config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startApi } from '../processes/api.ts';
import { beginTracing } from '../processes/tracing.ts';
import { main } from '../processes/lifecycle.ts';
import { requiredSecrets } from '../config/required-secrets.ts';

await main(async (begin) => {
  const config = loadConfig(undefined, requiredSecrets.api);
  const logger = createLogger({ level: config.logLevel, name: 'api' });
  const tracing = await beginTracing(config, 'onboarding-api', begin);
  const { part, url } = await startApi(config, logger, { tracing });
  begin(part);
  logger.info({ url }, 'API listens');
});
