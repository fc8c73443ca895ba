import { parseArguments } from '../cli/parse-arguments.ts';
import { loadConfig } from '../config/config.ts';
import { requiredSecrets } from '../config/required-secrets.ts';
import { startApi } from '../processes/api.ts';
import { main } from '../processes/lifecycle.ts';
import { addTracing } from '../processes/tracing.ts';
import { createLogger } from '../telemetry/logger.ts';

const usage = `npm run start:api

Starts the API.

It takes no options. Its settings are environment variables: docs/configuration.md lists them, and npm run doctor checks
them.`;

/** Starts the API. */
await main(async (addService) => {
  parseArguments(usage);
  const config = loadConfig(undefined, requiredSecrets.api);
  const logger = createLogger({ level: config.logLevel, name: 'api' });
  const tracing = await addTracing(config, 'onboarding-api', addService);
  const { service, url } = await startApi(config, logger, { tracing });
  addService(service);
  logger.info({ url }, 'API started');
});
